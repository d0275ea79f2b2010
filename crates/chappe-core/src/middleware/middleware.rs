//! Middlewares as types with one async method.

use std::{
    fmt,
    future::Future,
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tower_layer::Layer;
use tower_service::Service;

use crate::{
    error::BoxError, event_type::EventType, middleware::Next, names::short_type_name,
    outcome::Outcome, request::Request,
};

/// A middleware: receives the request and the inner service [`Next`], and returns an outcome.
///
/// One generic implementation serves every type of event. Async functions and closures
/// `Fn(Request<E>, Next<E>)` are middlewares too. Values that a middleware stores in the request
/// are visible to the layers, filters and handlers inside it. If a middleware does not call `next`,
/// nothing inside it runs, and the outcome that it returns is the result.
///
/// An `Arc` of a middleware is one too: several observers can share it.
///
/// # Example
///
/// ```
/// use std::sync::{
///     Arc,
///     atomic::{AtomicU64, Ordering},
/// };
///
/// use chappe::prelude::*;
///
/// #[derive(Default)]
/// struct Counter(AtomicU64);
///
/// #[derive(Clone, Copy)]
/// struct Count(u64);
///
/// impl<E: EventType> Middleware<E> for Counter {
///     async fn handle(&self, request: Request<E>, next: Next<E>) -> Result<Outcome, BoxError> {
///         let count = self.0.fetch_add(1, Ordering::Relaxed) + 1;
///         next.run(request.with(Count(count))).await
///     }
/// }
///
/// let counter = Arc::new(Counter::default());
/// let router = Router::<()>::new("app")
///     .message(|m| m.inner_layer(Arc::clone(&counter)))
///     .callback_query(|q| q.inner_layer(Arc::clone(&counter)));
/// # let _ = router;
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a middleware for `{E}`",
    label = "not a middleware",
    note = "implement `Middleware<{E}>`, or pass an `async fn(Request<{E}>, Next<{E}>) -> Result<Outcome, BoxError>`"
)]
pub trait Middleware<E: EventType>: Send + Sync + 'static {
    /// Handles the request, or calls `next.run(request)`.
    ///
    /// # Errors
    ///
    /// Returns the errors of `next` that it does not handle, and its own.
    /// [`Skip`](crate::Skip) and [`Cancel`](crate::Cancel) are errors too: return them as they
    /// are.
    ///
    /// # Cancel safety
    ///
    /// A layer outside, such as a timeout, may drop the future at any `.await`.
    fn handle(
        &self,
        request: Request<E>,
        next: Next<E>,
    ) -> impl Future<Output = Result<Outcome, BoxError>> + Send;

    /// Returns the name of the middleware in descriptions and traces.
    fn name(&self) -> String {
        short_type_name::<Self>()
    }
}

#[diagnostic::do_not_recommend]
impl<E, F, Fut> Middleware<E> for F
where
    E: EventType,
    F: Fn(Request<E>, Next<E>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Outcome, BoxError>> + Send,
{
    fn handle(
        &self,
        request: Request<E>,
        next: Next<E>,
    ) -> impl Future<Output = Result<Outcome, BoxError>> + Send {
        self(request, next)
    }
}

/// The same middleware: several observers can share one.
#[diagnostic::do_not_recommend]
impl<E: EventType, T: Middleware<E>> Middleware<E> for Arc<T> {
    fn handle(
        &self,
        request: Request<E>,
        next: Next<E>,
    ) -> impl Future<Output = Result<Outcome, BoxError>> + Send {
        T::handle(self, request, next)
    }

    fn name(&self) -> String {
        T::name(self)
    }
}

/// Creates a tower [`Layer`] from a middleware, for use in a `ServiceBuilder`.
///
/// Pass a middleware to an observer directly, without this function: that saves one allocation per
/// dispatch.
pub fn middleware<T>(middleware: T) -> MiddlewareLayer<T> {
    MiddlewareLayer { middleware: Arc::new(middleware) }
}

/// A [`Layer`] that applies a [`Middleware`]; created by [`middleware()`].
#[must_use = "a layer does nothing until it wraps a service"]
pub struct MiddlewareLayer<T> {
    middleware: Arc<T>,
}

impl<T, I> Layer<I> for MiddlewareLayer<T> {
    type Service = MiddlewareService<T, I>;

    fn layer(&self, inner: I) -> Self::Service {
        MiddlewareService { middleware: Arc::clone(&self.middleware), inner }
    }
}

impl<T> Clone for MiddlewareLayer<T> {
    fn clone(&self) -> Self {
        Self { middleware: Arc::clone(&self.middleware) }
    }
}

impl<T> fmt::Debug for MiddlewareLayer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MiddlewareLayer<{}>", std::any::type_name::<T>())
    }
}

/// A [`Service`] that applies a [`Middleware`].
pub struct MiddlewareService<T, I> {
    middleware: Arc<T>,
    inner: I,
}

impl<T, I, E> Service<Request<E>> for MiddlewareService<T, I>
where
    E: EventType,
    T: Middleware<E>,
    I: Service<Request<E>> + Clone + Send + Sync + 'static,
    I::Response: Into<Outcome>,
    I::Error: Into<BoxError>,
    I::Future: Send + 'static,
{
    type Response = Outcome;
    type Error = BoxError;
    type Future = MiddlewareFuture<E>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        // `Next::run` waits until the inner service is ready.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<E>) -> Self::Future {
        let middleware = Arc::clone(&self.middleware);
        let next = Next::erase(self.inner.clone());
        MiddlewareFuture {
            future: Box::pin(async move { middleware.handle(request, next).await }),
            event: PhantomData,
        }
    }
}

impl<T, I: Clone> Clone for MiddlewareService<T, I> {
    fn clone(&self) -> Self {
        Self { middleware: Arc::clone(&self.middleware), inner: self.inner.clone() }
    }
}

impl<T, I> fmt::Debug for MiddlewareService<T, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MiddlewareService<{}>", std::any::type_name::<T>())
    }
}

/// Response future of [`MiddlewareService`].
#[must_use = "futures do nothing unless polled"]
pub struct MiddlewareFuture<E> {
    future: Pin<Box<dyn Future<Output = Result<Outcome, BoxError>> + Send>>,
    event: PhantomData<fn(E)>,
}

impl<E> Future for MiddlewareFuture<E> {
    type Output = Result<Outcome, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.future.as_mut().poll(cx)
    }
}

impl<E> fmt::Debug for MiddlewareFuture<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MiddlewareFuture").finish_non_exhaustive()
    }
}
