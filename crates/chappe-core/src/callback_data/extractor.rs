//! The extractor of the value that a filter has decoded.

use std::any::type_name;

use crate::{
    callback_data::{CallbackData, data_filter::decode},
    event_type::EventType,
    extract::{FromRequest, MissingExtension, Requirement, stored},
    request::Request,
};

/// The value that the filter [`data`](crate::callback_data::data()) decoded; an argument of
/// handlers.
///
/// A type that derives [`CallbackData`] is an argument itself: `vote: Vote` instead of
/// `Data(vote): Data<Vote>`.
///
/// The route needs the filter: without it, building the dispatcher fails. `Option<Data<T>>` does
/// not need it and is decoded from the update, for layers around the filter and for error
/// observers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Data<T>(pub T);

impl<E, S, T> FromRequest<E, S> for Data<T>
where
    E: EventType,
    S: Sync,
    T: CallbackData,
{
    type Rejection = MissingExtension;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, MissingExtension> {
        if let Some(found) = request.get::<Self>() {
            return Ok(found.clone());
        }
        match request.update().callback_query().and_then(decode) {
            Some(value) => Ok(Self(value)),
            None => stored(request, remedy::<T>),
        }
    }

    fn requires() -> Vec<Requirement> {
        vec![Requirement::value::<Self>(remedy::<T>())]
    }

    fn may_skip() -> bool {
        false
    }
}

fn remedy<T>() -> String {
    format!("add the filter `data::<{}>()` to the route", type_name::<T>())
}
