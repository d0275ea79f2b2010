//! The services of layers, with their types erased.
//!
//! The service of a layer is created once and shared. A dispatch clones it, polls that clone
//! until it is ready, and calls the same clone.

use std::{
    future::{Future, poll_fn},
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;
use tower_service::Service;

use crate::{
    engine::{continuation::Continuation, dispatch::BoxDispatch, next::Next},
    error::BoxError,
    outcome::Outcome,
    request::{Parts, Request},
};

/// The service of a layer, with its type erased.
pub(crate) trait LayerService: Send + Sync {
    /// Clones the service, for a caller that polls its readiness. Returns `None` if the service
    /// is always ready.
    fn prepare(&self) -> Option<Prepared>;

    /// Clones the service, waits until the clone is ready, and calls it.
    fn dispatch(&self, parts: Box<Parts>) -> BoxDispatch;
}

/// A boxed clone of a service, which has not been called yet.
pub(crate) type Prepared = Pin<Box<dyn PreparedCall>>;

/// A clone of a service, which has not been called yet.
pub(crate) trait PreparedCall: Send {
    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>>;

    /// Calls the service. It must be ready.
    fn call(self: Pin<Box<Self>>, parts: Box<Parts>) -> BoxDispatch;
}

/// The service of a tower layer.
pub(crate) struct Erased<S, E> {
    service: S,
    event: PhantomData<fn(E)>,
}

impl<S, E> Erased<S, E> {
    pub(crate) fn new(service: S) -> Self {
        Self { service, event: PhantomData }
    }
}

impl<S, E> LayerService for Erased<S, E>
where
    S: Service<Request<E>> + Clone + Send + Sync + 'static,
    S::Response: Into<Outcome>,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    E: 'static,
{
    fn prepare(&self) -> Option<Prepared> {
        let service = self.service.clone();
        Some(Box::pin(ServiceCall::<S, S::Future, E>::Idle { service, event: PhantomData }))
    }

    fn dispatch(&self, parts: Box<Parts>) -> BoxDispatch {
        let mut service = self.service.clone();
        Box::pin(async move {
            poll_fn(|cx| service.poll_ready(cx)).await.map_err(Into::into)?;
            let response = service.call(Request::from_parts(parts));
            // The clone may hold a permit, for example of a concurrency limit.
            drop(service);
            response.await.map(Into::into).map_err(Into::into)
        })
    }
}

pin_project! {
    /// A service, then its response future: one allocation for both.
    #[project = ServiceCallProjection]
    enum ServiceCall<S, F, E> {
        Idle { service: S, event: PhantomData<fn(E)> },
        Called { #[pin] response: F },
    }
}

impl<S, E> PreparedCall for ServiceCall<S, S::Future, E>
where
    S: Service<Request<E>> + Send + 'static,
    S::Response: Into<Outcome>,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    E: 'static,
{
    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        match self.project() {
            ServiceCallProjection::Idle { service, .. } => {
                service.poll_ready(cx).map_err(Into::into)
            }
            ServiceCallProjection::Called { .. } => Poll::Ready(Ok(())),
        }
    }

    fn call(mut self: Pin<Box<Self>>, parts: Box<Parts>) -> BoxDispatch {
        if let ServiceCallProjection::Idle { service, .. } = self.as_mut().project() {
            let response = service.call(Request::from_parts(parts));
            self.set(Self::Called { response });
        }
        self
    }
}

impl<S, F, E, R, X> Future for ServiceCall<S, F, E>
where
    F: Future<Output = Result<R, X>>,
    R: Into<Outcome>,
    X: Into<BoxError>,
{
    type Output = Result<Outcome, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            ServiceCallProjection::Idle { .. } => Poll::Pending,
            ServiceCallProjection::Called { response } => {
                response.poll(cx).map(|result| result.map(Into::into).map_err(Into::into))
            }
        }
    }
}

/// An async function of the request and [`Next`]. It is always ready: [`Next::run`] waits until
/// the inner service is ready.
pub(crate) struct FnLayer<F, E> {
    function: F,
    next: Continuation,
    event: PhantomData<fn(E)>,
}

impl<F, E> FnLayer<F, E> {
    pub(crate) fn new(function: F, next: Continuation) -> Self {
        Self { function, next, event: PhantomData }
    }
}

impl<F, E, Fut> LayerService for FnLayer<F, E>
where
    F: Fn(Request<E>, Next<E>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Outcome, BoxError>> + Send + 'static,
    E: 'static,
{
    fn prepare(&self) -> Option<Prepared> {
        None
    }

    fn dispatch(&self, parts: Box<Parts>) -> BoxDispatch {
        let next = Next::new(self.next.clone());
        Box::pin((self.function)(Request::from_parts(parts), next))
    }
}
