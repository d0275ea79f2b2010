//! A layer that shares one service between clones, for services that are not `Clone`.

use std::{
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::sync::Mutex;
use tower_layer::Layer;
use tower_service::Service;

/// Adapts a layer whose service is not `Clone`, such as tower's `RateLimitLayer`: all clones share
/// one service, behind an asynchronous mutex.
///
/// Each call locks the mutex, waits until the service is ready, calls it, and unlocks the mutex
/// before it awaits the response. Waiting calls receive the mutex in the order in which they were
/// first polled. [`Shared`] itself is always ready, so a `LoadShed` outside it never sheds.
///
/// # Cancel safety
///
/// Dropping the future stops its wait for the mutex or for readiness, or drops the response future
/// of the service.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use chappe::prelude::*;
/// use tower::limit::RateLimitLayer;
///
/// let router = Router::<()>::new("app").message(|m| {
///     m.outer_layer(shared(RateLimitLayer::new(30, Duration::from_secs(1))))
/// });
/// # let _ = router;
/// ```
pub fn shared<L>(layer: L) -> SharedLayer<L> {
    SharedLayer { layer }
}

/// A [`Layer`] that shares the service of another; created by [`shared`].
#[derive(Clone, Copy, Debug)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct SharedLayer<L> {
    layer: L,
}

impl<L: Layer<I>, I> Layer<I> for SharedLayer<L> {
    type Service = Shared<L::Service>;

    fn layer(&self, inner: I) -> Self::Service {
        Shared { service: Arc::new(Mutex::new(self.layer.layer(inner))) }
    }
}

/// A [`Service`] whose clones share one inner service.
pub struct Shared<S> {
    service: Arc<Mutex<S>>,
}

impl<S, R> Service<R> for Shared<S>
where
    S: Service<R> + Send + 'static,
    S::Future: Send,
    R: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: R) -> Self::Future {
        let service = Arc::clone(&self.service);
        Box::pin(async move {
            // Tokio's mutex is fair: waiters are served in FIFO order.
            let mut service = service.lock_owned().await;
            poll_fn(|cx| service.poll_ready(cx)).await?;
            let response = service.call(request);
            drop(service);
            response.await
        })
    }
}

impl<S> Clone for Shared<S> {
    fn clone(&self) -> Self {
        Self { service: Arc::clone(&self.service) }
    }
}

impl<S> fmt::Debug for Shared<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shared<{}>", std::any::type_name::<S>())
    }
}
