//! The inner service of a layer.

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
    engine::{
        continuation::Continuation,
        dispatch::Dispatch,
        layer_service::{Erased, Prepared},
    },
    error::BoxError,
    event_type::EventType,
    outcome::Outcome,
    request::Request,
};

/// The inner service of a layer: the rest of the pipeline.
///
/// In an outer layer it runs the remaining outer layers, then the observer's filters, its routes
/// and the nested routers. In an inner layer it runs the remaining inner layers and the handler of
/// the matched route; in an inner layer of an `update` observer, the remaining inner layers, the
/// observer's routes and those for the kind of the update.
///
/// A layer may call it any number of times. [`run`](Self::run) consumes it: clone it before, to run
/// it again. As with any tower service, poll a clone ready before you [`call`](Service::call) it.
///
/// # Cancel safety
///
/// Dropping the response future cancels the rest of the pipeline at the `.await` where it waits.
pub struct Next<E> {
    continuation: Continuation,
    /// A clone of the next layer's service, from `poll_ready` until `call`. The mutex is
    /// never locked: it only makes this type `Sync`.
    prepared: Mutex<Option<Prepared>>,
    event: PhantomData<fn(E)>,
}

impl<E> Next<E> {
    pub(crate) fn new(continuation: Continuation) -> Self {
        Self { continuation, prepared: Mutex::new(None), event: PhantomData }
    }

    /// Waits until the inner service is ready, and calls it.
    pub fn run(self, request: Request<E>) -> ResponseFuture {
        ResponseFuture { dispatch: self.continuation.dispatch(request.into_parts()) }
    }

    fn prepared(&mut self) -> &mut Option<Prepared> {
        self.prepared.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<E: EventType> Next<E> {
    /// Erases the type of a service, for functions that take a `Next`. A service that is a `Next`
    /// already is not wrapped again.
    pub(crate) fn erase<S>(service: S) -> Self
    where
        S: Service<Request<E>> + Clone + Send + Sync + 'static,
        S::Response: Into<Outcome>,
        S::Error: Into<BoxError>,
        S::Future: Send + 'static,
    {
        match (&service as &dyn Any).downcast_ref::<Self>() {
            Some(next) => next.clone(),
            None => Self::new(Continuation::Layer(Arc::new(Erased::new(service)))),
        }
    }
}

impl<E> Service<Request<E>> for Next<E> {
    type Response = Outcome;
    type Error = BoxError;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        if self.prepared().is_none() {
            *self.prepared() = self.continuation.prepare();
        }
        match self.prepared() {
            Some(service) => service.as_mut().poll_ready(cx),
            None => Poll::Ready(Ok(())),
        }
    }

    fn call(&mut self, request: Request<E>) -> ResponseFuture {
        let parts = request.into_parts();
        let dispatch = match self.prepared().take() {
            Some(service) => Dispatch::Uncaught(service.call(parts)),
            None => self.continuation.dispatch(parts),
        };
        ResponseFuture { dispatch }
    }
}

impl<E> Clone for Next<E> {
    fn clone(&self) -> Self {
        Self::new(self.continuation.clone())
    }
}

impl<E> fmt::Debug for Next<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Next").field(&self.continuation).finish()
    }
}

/// The response future of [`Next`].
///
/// It is `Unpin`: a middleware can poll `&mut future`, for example in a timeout, and await the future
/// afterwards.
#[must_use = "futures do nothing unless polled"]
pub struct ResponseFuture {
    dispatch: Dispatch,
}

impl Future for ResponseFuture {
    type Output = Result<Outcome, BoxError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.dispatch).poll(cx)
    }
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
