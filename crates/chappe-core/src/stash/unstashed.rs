//! The extractor of a stashed value.

use crate::{
    error::BoxError,
    event_type::EventType,
    extract::{FromRequest, Missing, Requirement},
    request::Request,
    stash::{Stash, Stashable, Stashed},
};

/// The stashed value of the button that was pressed; an argument of handlers behind the filter
/// `data::<Stashed<T>>()`.
///
/// The value stays in the stash; [`Stash::take`] removes it.
///
/// # Errors
///
/// If the value has expired, or was kept for another user, the next route is tried: a route with the
/// same filter after this one can answer. If the storage fails, the update fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unstashed<T>(pub T);

impl<E: EventType, S: Sync, T: Stashable> FromRequest<E, S> for Unstashed<T> {
    type Rejection = BoxError;

    async fn from_request(request: &Request<E>, state: &S) -> Result<Self, BoxError> {
        let stash = Stash::from_request(request, state).await?;
        let stashed = Stashed::<T>::from_request(request, state).await?;
        let user = request.user().ok_or(Missing::new("user"))?.id;
        let value = stash.get(user, &stashed).await?;
        Ok(Self(value.ok_or(Missing::new("stashed value: it has expired"))?))
    }

    fn requires() -> Vec<Requirement> {
        let mut requires = <Stash as FromRequest<E, S>>::requires();
        requires.append(&mut <Stashed<T> as FromRequest<E, S>>::requires());
        requires
    }
}
