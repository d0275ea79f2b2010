//! A layer that calls a function before the inner service.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::{error::BoxError, request::Request};

/// Creates a layer from an `async fn(Request<E>) -> Result<Request<E>, BoxError>` that is called
/// before the inner service.
///
/// The inner service receives the request that the function returns. If the function returns an
/// error, the inner service is not called and the error is returned.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// async fn note_length(request: Request<Message>) -> Result<Request<Message>, BoxError> {
///     let length = request.event().text.as_ref().map_or(0, |text| text.len());
///     Ok(request.with(length))
/// }
///
/// let router = Router::<()>::new("app").message(|m| m.outer_layer(before(note_length)));
/// # let _ = router;
/// ```
pub fn before<F>(function: F) -> BeforeLayer<F> {
    BeforeLayer { function }
}

/// A [`Layer`] that wraps services in [`Before`]; created by [`before`].
#[derive(Clone, Copy)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct BeforeLayer<F> {
    function: F,
}

impl<F: Clone, I> Layer<I> for BeforeLayer<F> {
    type Service = Before<F, I>;

    fn layer(&self, inner: I) -> Before<F, I> {
        Before { function: self.function.clone(), inner }
    }
}

impl<F> fmt::Debug for BeforeLayer<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BeforeLayer<{}>", std::any::type_name::<F>())
    }
}

/// A [`Service`] that calls a function before the inner service.
#[derive(Clone, Copy)]
pub struct Before<F, I> {
    function: F,
    inner: I,
}

impl<E, F, Fut, I> Service<Request<E>> for Before<F, I>
where
    F: FnMut(Request<E>) -> Fut,
    Fut: Future<Output = Result<Request<E>, BoxError>>,
    I: Service<Request<E>> + Clone,
    I::Error: Into<BoxError>,
{
    type Response = I::Response;
    type Error = BoxError;
    type Future = BeforeFuture<Fut, I, I::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<E>) -> Self::Future {
        // The future keeps the instance that was polled ready; the service keeps a clone.
        let clone = self.inner.clone();
        let inner = std::mem::replace(&mut self.inner, clone);
        BeforeFuture::Before { before: (self.function)(request), inner }
    }
}

impl<F, I: fmt::Debug> fmt::Debug for Before<F, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Before").field("inner", &self.inner).finish_non_exhaustive()
    }
}

pin_project! {
    /// Response future of [`Before`].
    #[project = BeforeProjection]
    #[must_use = "futures do nothing unless polled"]
    pub enum BeforeFuture<B, I, F> {
        /// The function runs.
        #[doc(hidden)]
        Before { #[pin] before: B, inner: I },
        /// The inner service runs.
        #[doc(hidden)]
        Inner { #[pin] future: F },
    }
}

impl<E, B, I> Future for BeforeFuture<B, I, I::Future>
where
    B: Future<Output = Result<Request<E>, BoxError>>,
    I: Service<Request<E>>,
    I::Error: Into<BoxError>,
{
    type Output = Result<I::Response, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let future = match self.as_mut().project() {
                BeforeProjection::Before { before, inner } => inner.call(ready!(before.poll(cx))?),
                BeforeProjection::Inner { future } => return future.poll(cx).map_err(Into::into),
            };
            self.set(Self::Inner { future });
        }
    }
}

impl<B, I, F> fmt::Debug for BeforeFuture<B, I, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BeforeFuture").finish_non_exhaustive()
    }
}
