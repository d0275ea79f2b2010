//! A layer that calls a function with the outcome of an event.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::{error::BoxError, outcome::Outcome, request::Request};

/// Creates a layer from an `async fn(Outcome) -> Result<Outcome, BoxError>` that is called after
/// the inner service, whether the event was handled or not.
///
/// If the inner service returns an error, which includes [`Skip`](crate::Skip) and
/// [`Cancel`](crate::Cancel), the function is not called and the error is returned.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// async fn silence(outcome: Outcome) -> Result<Outcome, BoxError> {
///     Ok(if outcome.is_handled() { Outcome::handled() } else { outcome })
/// }
///
/// let router = Router::<()>::new("app").message(|m| m.outer_layer(after(silence)));
/// # let _ = router;
/// ```
pub fn after<F>(function: F) -> AfterLayer<F> {
    AfterLayer { function }
}

/// A [`Layer`] that wraps services in [`After`]; created by [`after`].
#[derive(Clone, Copy)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct AfterLayer<F> {
    function: F,
}

impl<F: Clone, I> Layer<I> for AfterLayer<F> {
    type Service = After<F, I>;

    fn layer(&self, inner: I) -> After<F, I> {
        After { function: self.function.clone(), inner }
    }
}

impl<F> fmt::Debug for AfterLayer<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AfterLayer<{}>", std::any::type_name::<F>())
    }
}

/// A [`Service`] that calls a function with the outcome of the inner service.
#[derive(Clone, Copy)]
pub struct After<F, I> {
    function: F,
    inner: I,
}

impl<E, F, Fut, I> Service<Request<E>> for After<F, I>
where
    F: FnMut(Outcome) -> Fut + Clone,
    Fut: Future<Output = Result<Outcome, BoxError>>,
    I: Service<Request<E>>,
    I::Response: Into<Outcome>,
    I::Error: Into<BoxError>,
{
    type Response = Outcome;
    type Error = BoxError;
    type Future = AfterFuture<F, Fut, I::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<E>) -> Self::Future {
        AfterFuture::Inner { future: self.inner.call(request), function: self.function.clone() }
    }
}

impl<F, I: fmt::Debug> fmt::Debug for After<F, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("After").field("inner", &self.inner).finish_non_exhaustive()
    }
}

pin_project! {
    /// Response future of [`After`].
    #[project = AfterProjection]
    #[must_use = "futures do nothing unless polled"]
    pub enum AfterFuture<F, A, I> {
        /// The inner service runs.
        #[doc(hidden)]
        Inner { #[pin] future: I, function: F },
        /// The function runs.
        #[doc(hidden)]
        After { #[pin] after: A },
    }
}

impl<F, A, I, R, X> Future for AfterFuture<F, A, I>
where
    F: FnMut(Outcome) -> A,
    A: Future<Output = Result<Outcome, BoxError>>,
    I: Future<Output = Result<R, X>>,
    R: Into<Outcome>,
    X: Into<BoxError>,
{
    type Output = Result<Outcome, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let after = match self.as_mut().project() {
                AfterProjection::Inner { future, function } => {
                    function(ready!(future.poll(cx)).map_err(Into::into)?.into())
                }
                AfterProjection::After { after } => return after.poll(cx),
            };
            self.set(Self::After { after });
        }
    }
}

impl<F, A, I> fmt::Debug for AfterFuture<F, A, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AfterFuture").finish_non_exhaustive()
    }
}
