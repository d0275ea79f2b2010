//! What a middleware calls to go on.

use std::{
    any::Any,
    fmt,
    future::Future,
    marker::PhantomData,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use tower_service::Service;

use crate::{
    engine::{LayerStack, Run, Target, Work},
    error::BoxError,
    event_type::EventType,
    outcome::Outcome,
    request::Request,
};

/// The service that a layer wraps: the rest of the pipeline, whatever it is.
///
/// In an outer layer that is the observer's filters, its handlers and the
/// nested routers; in an inner layer, the handler that matched. It may be
/// called any number of times; a clone gives up readiness, as tower's services
/// do.
///
/// Dropping the future drops the rest of the pipeline where it waits.
pub struct Next<E> {
    target: Target,
    // What was entered by `poll_ready`. Never locked: the mutex only lets the
    // service be shared, although what is inside is not.
    ready: Mutex<Option<Pin<Box<dyn Run>>>>,
    event: PhantomData<fn(E)>,
}

impl<E> Next<E> {
    pub(crate) fn new(target: Target) -> Self {
        Self { target, ready: Mutex::new(None), event: PhantomData }
    }

    /// Hands the request on, waiting until the rest of the pipeline is ready.
    pub fn run(self, request: Request<E>) -> ResponseFuture {
        ResponseFuture { work: Work::start(&self.target, request.into_parts()) }
    }

    fn ready(&mut self) -> &mut Option<Pin<Box<dyn Run>>> {
        self.ready.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<E: EventType> Next<E> {
    /// Hides a service behind a `Next`, for functions that take one. A `Next`
    /// stays what it is.
    pub(crate) fn hide<S>(service: S) -> Self
    where
        S: Service<Request<E>> + Clone + Send + Sync + 'static,
        S::Response: Into<Outcome>,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
    {
        match (&service as &dyn Any).downcast_ref::<Self>() {
            Some(next) => next.clone(),
            None => Self::new(Target::Stack(Arc::new(LayerStack::new(service)))),
        }
    }
}

impl<E> Service<Request<E>> for Next<E> {
    type Response = Outcome;
    type Error = BoxError;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        if self.ready().is_none() {
            let entered = self.target.enter();
            *self.ready() = entered;
        }
        match self.ready() {
            Some(run) => run.as_mut().poll_ready(cx),
            None => Poll::Ready(Ok(())),
        }
    }

    fn call(&mut self, request: Request<E>) -> ResponseFuture {
        let work = match self.ready().take() {
            Some(run) => Work::resume(run, request.into_parts()),
            None => Work::start(&self.target, request.into_parts()),
        };
        ResponseFuture { work }
    }
}

impl<E> Clone for Next<E> {
    fn clone(&self) -> Self {
        Self::new(self.target.clone())
    }
}

impl<E> fmt::Debug for Next<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Next").field(&self.target).finish()
    }
}

/// Response future of [`Next`].
#[must_use = "futures do nothing unless polled"]
pub struct ResponseFuture {
    work: Work,
}

impl Future for ResponseFuture {
    type Output = Result<Outcome, BoxError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.work).poll(cx)
    }
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
