//! Asynchronous filters.

use std::future::Future;

use crate::{error::BoxError, event_type::EventType, names::short_type_name, request::Request};

/// An asynchronous filter, such as one that reads from a database.
///
/// Each call allocates a future, and the index cannot look such a filter up: put synchronous
/// filters before it. Register it with [`async_filter`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an asynchronous filter for `{E}`",
    note = "give `async_filter` an `async fn(Request<{E}>) -> Result<bool, BoxError>` or a type that implements `AsyncFilter<{E}>`"
)]
pub trait AsyncFilter<E: EventType>: Send + Sync + 'static {
    /// Returns the request, with the values that the filter has stored, if it passes; otherwise
    /// `None`.
    ///
    /// # Errors
    ///
    /// Returns an error if the filter cannot decide. The update then fails.
    fn check(
        &self,
        request: Request<E>,
    ) -> impl Future<Output = Result<Option<Request<E>>, BoxError>> + Send;

    /// Returns the name of the filter in `describe` and `explain`.
    fn name(&self) -> String {
        short_type_name::<Self>()
    }
}

#[diagnostic::do_not_recommend]
impl<E, F, Fut> AsyncFilter<E> for F
where
    E: EventType,
    F: Fn(Request<E>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<bool, BoxError>> + Send,
{
    async fn check(&self, request: Request<E>) -> Result<Option<Request<E>>, BoxError> {
        Ok(self(request.clone()).await?.then_some(request))
    }
}

/// Converts an asynchronous filter into a filter for routes.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// async fn is_subscriber(request: Request<Message>) -> Result<bool, BoxError> {
///     Ok(request.user().is_some())
/// }
///
/// let router = Router::<()>::new("app")
///     .message(|m| m.on(async_filter(is_subscriber), async || {}));
/// # let _ = router;
/// ```
pub fn async_filter<F>(filter: F) -> AsyncFilterAdapter<F> {
    AsyncFilterAdapter(filter)
}

/// An asynchronous filter in a route; created by [`async_filter`].
#[derive(Clone, Copy, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct AsyncFilterAdapter<F>(pub(crate) F);
