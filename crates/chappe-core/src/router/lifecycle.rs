//! Callbacks at start and end.

use std::{future::Future, pin::Pin, sync::Arc};

use crate::{error::BoxError, extract::FromRef, extract::State};

/// A running callback.
pub(crate) type CallbackFuture = Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send>>;

/// A callback as the router keeps it until the dispatcher is built.
pub(crate) type Callback<S> =
    Box<dyn FnOnce(&Arc<S>) -> Box<dyn Fn() -> CallbackFuture + Send + Sync> + Send>;

/// What runs at startup or shutdown: an async function without arguments, or
/// with [`State`], that returns `()` or a `Result<(), _>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a startup or shutdown callback",
    note = "it must be an `async fn()` or `async fn(State<T>)` that returns `()` or `Result<(), impl Into<BoxError>>`"
)]
pub trait LifecycleHandler<T, S>: Send + Sync + 'static {
    /// Runs the callback.
    fn call(&self, state: &S) -> impl Future<Output = Result<(), BoxError>> + Send + 'static;
}

/// What a callback may return.
pub trait IntoResult {
    /// The result.
    fn into_result(self) -> Result<(), BoxError>;
}

impl IntoResult for () {
    fn into_result(self) -> Result<(), BoxError> {
        Ok(())
    }
}

impl<X: Into<BoxError>> IntoResult for Result<(), X> {
    fn into_result(self) -> Result<(), BoxError> {
        self.map_err(Into::into)
    }
}

#[diagnostic::do_not_recommend]
impl<F, Fut, S> LifecycleHandler<(), S> for F
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output: IntoResult> + Send + 'static,
{
    fn call(&self, _: &S) -> impl Future<Output = Result<(), BoxError>> + Send + 'static {
        let future = self();
        async move { future.await.into_result() }
    }
}

#[diagnostic::do_not_recommend]
impl<F, Fut, S, T> LifecycleHandler<(State<T>,), S> for F
where
    F: Fn(State<T>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output: IntoResult> + Send + 'static,
    T: FromRef<S>,
{
    fn call(&self, state: &S) -> impl Future<Output = Result<(), BoxError>> + Send + 'static {
        let future = self(State(T::from_ref(state)));
        async move { future.await.into_result() }
    }
}

/// Hides the types of a callback.
pub(crate) fn erase<C, T, S>(callback: C) -> Callback<S>
where
    C: LifecycleHandler<T, S>,
    S: Send + Sync + 'static,
{
    Box::new(move |state| {
        let state = Arc::clone(state);
        Box::new(move || Box::pin(callback.call(&state)))
    })
}
