//! The trait of extractors.

use std::future::Future;

use crate::{error::BoxError, event_type::EventType, extract::Requirement, request::Request};

/// Made from a request: an argument of a handler.
///
/// `E` is the type of the event, `S` the router's state. A rejection that has
/// [`Skip`](crate::Skip) among its sources lets the next route try; any other
/// fails the update.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// struct Language(String);
///
/// impl<E: EventType, S: Sync> FromRequest<E, S> for Language {
///     type Rejection = BoxError;
///
///     async fn from_request(request: &Request<E>, _: &S) -> Result<Self, BoxError> {
///         let code = request.user().and_then(|user| user.language_code.as_deref());
///         Ok(Self(code.ok_or(Skip)?.to_owned()))
///     }
/// }
/// # let _ = Language(String::new());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an argument of a handler of `{E}` with the state `{S}`",
    label = "cannot be extracted from a request",
    note = "arguments implement `FromRequest`: `Event<{E}>`, `Text`, `Chat`, `User`, `State<T>`, `Extension<T>`, `Request<{E}>`, ids, and `Option` or `Result` of these",
    note = "`State<T>` needs the router's state to be `T`, or `T: FromRef<{S}>`"
)]
pub trait FromRequest<E: EventType, S>: Sized {
    /// Why it could not be made.
    type Rejection: Into<BoxError>;

    /// Makes it.
    ///
    /// # Errors
    ///
    /// The rejection, if the request does not hold what is needed.
    fn from_request(
        request: &Request<E>,
        state: &S,
    ) -> impl Future<Output = Result<Self, Self::Rejection>> + Send;

    /// Values that must be stored upstream, so that their absence can be told
    /// when the dispatcher is built.
    fn requires() -> Vec<Requirement> {
        Vec::new()
    }
}
