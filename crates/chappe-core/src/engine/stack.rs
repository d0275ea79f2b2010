//! A layer's service with its type erased, and one dispatch through it.
//!
//! A stack is immutable and shared. A dispatch enters it: one allocation holds
//! a clone of the service until the request comes, and the service's future
//! afterwards. Readiness is polled on the very clone that is called.

use std::{
    future::Future,
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;
use tower_service::Service;

use crate::{
    engine::Target,
    error::BoxError,
    middleware::Next,
    outcome::Outcome,
    request::{Parts, Request},
};

/// A service that dispatches enter.
pub(crate) trait Stack: Send + Sync {
    fn enter(&self) -> Pin<Box<dyn Run>>;

    /// Enters it and leaves the request to be handed over as soon as the service is
    /// ready.
    fn start(&self, parts: Parts) -> Pin<Box<dyn Run>> {
        let mut run = self.enter();
        run.as_mut().give(parts);
        run
    }
}

/// One dispatch: ready, then started, then polled to its end.
pub(crate) trait Run: Send {
    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>>;

    /// Hands the request over; once, after `poll_ready` said so.
    fn start(self: Pin<&mut Self>, parts: Parts);

    /// Leaves the request to be handed over as soon as the service is ready; once,
    /// in place of `start`.
    fn give(self: Pin<&mut Self>, parts: Parts);

    /// Polls, and leaves what came of it in `polled`, which is pending yet.
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>, polled: &mut Polled);
}

/// How far a dispatch is.
///
/// It is several words, and passes through all layers: it is changed where it was
/// written, because to take at once what was just written in parts is slow.
pub(crate) type Polled = Poll<Result<Outcome, BoxError>>;

/// The service that a tower layer made.
pub(crate) struct LayerStack<S, E> {
    service: S,
    event: PhantomData<fn(E)>,
}

impl<S, E> LayerStack<S, E> {
    pub(crate) fn new(service: S) -> Self {
        Self { service, event: PhantomData }
    }
}

impl<S, E> Stack for LayerStack<S, E>
where
    S: Service<Request<E>> + Clone + Send + Sync + 'static,
    S::Response: Into<Outcome>,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    E: 'static,
{
    fn enter(&self) -> Pin<Box<dyn Run>> {
        Box::pin(LayerRun::<S, S::Future, E>::Idle {
            service: self.service.clone(),
            request: None,
            event: PhantomData,
        })
    }

    fn start(&self, parts: Parts) -> Pin<Box<dyn Run>> {
        Box::pin(LayerRun::<S, S::Future, E>::Idle {
            service: self.service.clone(),
            request: Some(parts),
            event: PhantomData,
        })
    }
}

pin_project! {
    #[project = LayerRunProjection]
    enum LayerRun<S, F, E> {
        Idle { service: S, request: Option<Parts>, event: PhantomData<fn(E)> },
        Called { #[pin] future: F },
    }
}

impl<S, E> Run for LayerRun<S, S::Future, E>
where
    S: Service<Request<E>> + Send,
    S::Response: Into<Outcome>,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        match self.project() {
            LayerRunProjection::Idle { service, .. } => service.poll_ready(cx).map_err(Into::into),
            LayerRunProjection::Called { .. } => Poll::Ready(Ok(())),
        }
    }

    fn start(mut self: Pin<&mut Self>, parts: Parts) {
        if let LayerRunProjection::Idle { service, .. } = self.as_mut().project() {
            let future = service.call(Request::from_parts(parts));
            self.set(Self::Called { future });
        }
    }

    fn give(self: Pin<&mut Self>, parts: Parts) {
        if let LayerRunProjection::Idle { request, .. } = self.project() {
            *request = Some(parts);
        }
    }

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>, polled: &mut Polled) {
        if let LayerRunProjection::Idle { service, request, .. } = self.as_mut().project() {
            if request.is_none() {
                return;
            }
            match service.poll_ready(cx) {
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(error)) => {
                    *polled = Poll::Ready(Err(error.into()));
                    return;
                }
                Poll::Pending => return,
            }
            if let Some(parts) = request.take() {
                self.as_mut().start(parts);
            }
        }
        if let LayerRunProjection::Called { future } = self.project() {
            *polled = future.poll(cx).map(|result| result.map(Into::into).map_err(Into::into));
        }
    }
}

/// A function over the request and what follows; its future needs no box of
/// its own.
pub(crate) struct FnStack<C, E> {
    call: Arc<C>,
    next: Target,
    event: PhantomData<fn(E)>,
}

impl<C, E> FnStack<C, E> {
    pub(crate) fn new(call: Arc<C>, next: Target) -> Self {
        Self { call, next, event: PhantomData }
    }
}

impl<C, E, Fut> Stack for FnStack<C, E>
where
    C: Fn(Request<E>, Next<E>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Outcome, BoxError>> + Send + 'static,
    E: 'static,
{
    fn enter(&self) -> Pin<Box<dyn Run>> {
        Box::pin(FnRun::<C, Fut, E>::Idle {
            call: Arc::clone(&self.call),
            next: self.next.clone(),
            event: PhantomData,
        })
    }

    fn start(&self, parts: Parts) -> Pin<Box<dyn Run>> {
        // It is always ready.
        let next = Next::new(self.next.clone());
        let future = (self.call)(Request::from_parts(parts), next);
        Box::pin(FnRun::<C, Fut, E>::Called { future })
    }
}

pin_project! {
    #[project = FnRunProjection]
    enum FnRun<C, F, E> {
        Idle { call: Arc<C>, next: Target, event: PhantomData<fn(E)> },
        Called { #[pin] future: F },
    }
}

impl<C, Fut, E> Run for FnRun<C, Fut, E>
where
    C: Fn(Request<E>, Next<E>) -> Fut + Send + Sync,
    Fut: Future<Output = Result<Outcome, BoxError>> + Send,
{
    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        // What follows is made ready when the function calls it.
        Poll::Ready(Ok(()))
    }

    fn start(mut self: Pin<&mut Self>, parts: Parts) {
        if let FnRunProjection::Idle { call, next, .. } = self.as_mut().project() {
            let future = call(Request::from_parts(parts), Next::new(next.clone()));
            self.set(Self::Called { future });
        }
    }

    fn give(self: Pin<&mut Self>, parts: Parts) {
        self.start(parts);
    }

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>, polled: &mut Polled) {
        if let FnRunProjection::Called { future } = self.project() {
            *polled = future.poll(cx);
        }
    }
}
