//! The services of layers, with their types erased.
//!
//! The service of a tower layer is created once and shared. A dispatch clones it, polls that clone
//! until it is ready, and calls the same clone. A layer that is a function is called without a
//! clone.

use std::{
    future::Future,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;
use tower_service::Service;

use crate::{
    catch_panic::attempt,
    engine::{
        continuation::Continuation,
        dispatch::{BoxDispatch, Dispatch, ready},
        next::Next,
        route::ErasedHandler,
    },
    error::BoxError,
    outcome::Outcome,
    request::{Parts, Request},
};

/// The service of a layer, with its type erased.
pub(crate) trait LayerService: Send + Sync {
    /// Clones the service, for a caller that polls its readiness. Returns `None` if the service
    /// is always ready.
    fn prepare(&self) -> Option<Prepared>;

    /// Clones the service, waits until the clone is ready, and calls it. A service that is always
    /// ready may be called without a clone.
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
        Some(Box::pin(self.idle(None)))
    }

    fn dispatch(&self, parts: Box<Parts>) -> BoxDispatch {
        Box::pin(self.idle(Some(parts)))
    }
}

impl<S, E> Erased<S, E>
where
    S: Service<Request<E>> + Clone,
{
    fn idle(&self, request: Option<Box<Parts>>) -> ServiceCall<S, S::Future, E> {
        ServiceCall::Idle { service: self.service.clone(), request, event: PhantomData }
    }
}

pin_project! {
    /// A service, then its response future: one allocation for both.
    ///
    /// Not an async block, which drops the service or the response future during the unwind if
    /// one of their functions panics: a destructor that panics too would abort the process.
    #[project = ServiceCallProjection]
    enum ServiceCall<S, F, E> {
        /// `request` is `None` for a caller that polls the readiness of the service.
        Idle { service: S, request: Option<Box<Parts>>, event: PhantomData<fn(E)> },
        // The clone is dropped: it may hold a permit, for example of a concurrency limit.
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

impl<S, E> Future for ServiceCall<S, S::Future, E>
where
    S: Service<Request<E>>,
    S::Response: Into<Outcome>,
    S::Error: Into<BoxError>,
{
    type Output = Result<Outcome, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let ServiceCallProjection::Idle { service, request, .. } = self.as_mut().project() {
            if let Err(error) = ready!(service.poll_ready(cx)) {
                return Poll::Ready(Err(error.into()));
            }
            let Some(parts) = request.take() else { return Poll::Pending };
            let response = service.call(Request::from_parts(parts));
            self.set(Self::Called { response });
        }
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

/// A handler as the innermost service of its own layers, outside of a tree. In a tree, that is
/// [`Continuation::Route`].
pub(crate) struct HandlerService(pub(crate) Box<dyn ErasedHandler>);

impl LayerService for HandlerService {
    fn prepare(&self) -> Option<Prepared> {
        None
    }

    fn dispatch(&self, parts: Box<Parts>) -> BoxDispatch {
        match attempt(|| self.0.call(parts)) {
            Ok(dispatch) => Dispatch::catching(dispatch).boxed(),
            Err(panicked) => ready(Err(panicked)),
        }
    }
}
