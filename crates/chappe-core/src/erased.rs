//! Type-erased services.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use tower_service::Service;

use crate::error::BoxError;

/// A type-erased service with boxed errors.
///
/// It is `Clone` and `Sync`, so a shared handle can hold one and clone it for each request. A clone
/// takes one allocation, a call another.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe_core::ErasedService;
/// use tower::ServiceExt;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), BoxError> {
/// let double = tower::service_fn(async |number: u32| Ok::<_, BoxError>(2 * number));
/// let erased = ErasedService::new(double);
/// assert_eq!(erased.oneshot(21).await?, 42);
/// # Ok(())
/// # }
/// ```
pub struct ErasedService<R, T> {
    service: Box<dyn Erase<R, T>>,
}

/// Response future of [`ErasedService`].
pub type ErasedFuture<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

impl<R, T> ErasedService<R, T> {
    /// Erases the type of a service.
    pub fn new<S>(service: S) -> Self
    where
        S: Service<R, Response = T> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
    {
        Self { service: Box::new(service) }
    }
}

impl<R, T> Service<R> for ErasedService<R, T> {
    type Response = T;
    type Error = BoxError;
    type Future = ErasedFuture<T>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, request: R) -> Self::Future {
        self.service.call(request)
    }
}

impl<R, T> Clone for ErasedService<R, T> {
    fn clone(&self) -> Self {
        Self { service: self.service.clone() }
    }
}

impl<R, T> fmt::Debug for ErasedService<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErasedService").finish_non_exhaustive()
    }
}

trait Erase<R, T>: Send + Sync {
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>>;
    fn call(&mut self, request: R) -> ErasedFuture<T>;
    fn clone(&self) -> Box<dyn Erase<R, T>>;
}

impl<R, T, S> Erase<R, T> for S
where
    S: Service<R, Response = T> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Service::poll_ready(self, cx).map_err(Into::into)
    }

    fn call(&mut self, request: R) -> ErasedFuture<T> {
        let response = Service::call(self, request);
        Box::pin(async move { response.await.map_err(Into::into) })
    }

    fn clone(&self) -> Box<dyn Erase<R, T>> {
        Box::new(Clone::clone(self))
    }
}
