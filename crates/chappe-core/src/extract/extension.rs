//! Values that layers and filters store.

use std::{any::type_name, error::Error, fmt};

use crate::{
    error_event::ErrorEvent,
    event_type::EventType,
    extract::{AppContext, FromApp, FromRequest, Requirement},
    request::Request,
};

/// A clone of the value of type `T` that was stored upstream: by a layer, by a filter of the same
/// route, or in the dispatcher.
///
/// In a startup or shutdown callback, the value of the dispatcher.
///
/// # Errors
///
/// Fails the update with [`MissingExtension`] if no value of the type is stored. If no layer or
/// filter before the handler can store one, building the dispatcher fails. Use
/// `Option<Extension<T>>` for a value that may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extension<T>(pub T);

impl<E, S, T> FromRequest<E, S> for Extension<T>
where
    E: EventType,
    S: Sync,
    T: Clone + Send + Sync + 'static,
{
    type Rejection = MissingExtension;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, MissingExtension> {
        stored(request, remedy::<T>).map(Self)
    }

    fn requires() -> Vec<Requirement> {
        vec![Requirement::value::<T>(remedy::<T>())]
    }

    fn may_skip() -> bool {
        false
    }
}

impl<S, T> FromApp<S> for Extension<T>
where
    S: Sync,
    T: Clone + Send + Sync + 'static,
{
    type Rejection = MissingExtension;

    async fn from_app(app: &AppContext, _: &S) -> Result<Self, MissingExtension> {
        app.get::<T>().cloned().map(Self).ok_or_else(|| MissingExtension {
            what: type_name::<T>(),
            who: "a startup or shutdown callback".to_owned(),
            is_of_a_failure: false,
            remedy: app_remedy::<T>(),
        })
    }

    fn requires() -> Vec<Requirement> {
        vec![Requirement::value::<T>(app_remedy::<T>())]
    }
}

/// Returns the stored value of type `T`. `remedy` explains how to store one.
pub(crate) fn stored<E, T>(
    request: &Request<E>,
    remedy: fn() -> String,
) -> Result<T, MissingExtension>
where
    T: Clone + Send + Sync + 'static,
{
    request.get::<T>().cloned().ok_or_else(|| missing(request, type_name::<T>(), remedy()))
}

/// The rejection of a request without a value of the type `what`.
pub(crate) fn missing<E>(
    request: &Request<E>,
    what: &'static str,
    remedy: String,
) -> MissingExtension {
    MissingExtension {
        what,
        who: request.route().map_or_else(|| "a layer or filter".to_owned(), ToString::to_string),
        is_of_a_failure: request.parts().event::<ErrorEvent>().is_some(),
        remedy,
    }
}

fn remedy<T>() -> String {
    format!(
        "store one in a layer around it (`AddExtensionLayer`, `request.with(…)`), in a filter before it, or for all requests with `Dispatcher::builder(…).extension(…)`; take `Option<Extension<{}>>` if it may be missing",
        type_name::<T>()
    )
}

fn app_remedy<T>() -> String {
    format!(
        "add it with `Dispatcher::builder(…).extension(…)`, or declare it with `.expects::<{0}>()` and add it with `dispatcher.with_extension(…)`; take `Option<Extension<{0}>>` if it may be missing",
        type_name::<T>()
    )
}

/// The rejection of [`Extension`]: no value of the type is stored.
#[derive(Clone, Debug)]
pub struct MissingExtension {
    what: &'static str,
    who: String,
    is_of_a_failure: bool,
    remedy: String,
}

impl fmt::Display for MissingExtension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, who, remedy, .. } = self;
        write!(f, "{who} needs a value of type `{what}`, which is not stored: {remedy}")?;
        if self.is_of_a_failure {
            f.write_str(
                "; an error observer sees the values from when the event entered its router, without those that the router itself stores: move the observer to a nested router, together with the handlers whose failures it observes",
            )?;
        }
        Ok(())
    }
}

impl Error for MissingExtension {}
