//! The trait of extractors.

use std::future::Future;

use crate::{error::BoxError, event_type::EventType, extract::Requirement, request::Request};

/// An argument of a handler: created from a request.
///
/// `E` is the type of the event, `S` the router's state. After a rejection with
/// [`Skip`](crate::Skip) among its sources, the dispatcher tries the next route. Any other
/// rejection fails the update.
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
    note = "`State<T>` needs the router's state, which `.with_state(…)` sets, to be `T`, or `T: FromRef<{S}>`"
)]
pub trait FromRequest<E: EventType, S>: Sized {
    /// The error if the argument cannot be created.
    type Rejection: Into<BoxError>;

    /// Creates the argument.
    ///
    /// # Errors
    ///
    /// Returns the rejection if the request lacks the required data.
    fn from_request(
        request: &Request<E>,
        state: &S,
    ) -> impl Future<Output = Result<Self, Self::Rejection>> + Send;

    /// Returns the values that must be stored upstream. Their absence is reported when the
    /// dispatcher is built.
    fn requires() -> Vec<Requirement> {
        Vec::new()
    }

    /// Returns whether the argument may be rejected with [`Skip`](crate::Skip): then routes after
    /// one with this argument may run, and building the dispatcher gives no
    /// [warning](crate::Dispatcher::warnings) about them. Defaults to true.
    fn may_skip() -> bool {
        true
    }
}
