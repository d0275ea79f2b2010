//! A layer that panics wherever a layer can.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use chappe::{BoxError, Outcome};
use tower::{Layer, Service};

use crate::panics::{
    armed::{current, reach},
    bomb::Bomb,
    ledger::Level,
    place::Place,
};

/// The layer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FragileLayer {
    pub(crate) level: Level,
}

impl<S> Layer<S> for FragileLayer {
    type Service = Fragile<S>;

    fn layer(&self, inner: S) -> Fragile<S> {
        Fragile { inner, level: self.level }
    }
}

/// The service of [`FragileLayer`].
#[derive(Debug)]
pub(crate) struct Fragile<S> {
    inner: S,
    level: Level,
}

impl<S: Clone> Clone for Fragile<S> {
    fn clone(&self) -> Self {
        reach(Place::Clone, self.level);
        Self { inner: self.inner.clone(), level: self.level }
    }
}

impl<S, R> Service<R> for Fragile<S>
where
    S: Service<R, Response = Outcome, Error = BoxError>,
    S::Future: Send + 'static,
{
    type Response = Outcome;
    type Error = BoxError;
    type Future = FragileFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        reach(Place::PollReady, self.level);
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: R) -> FragileFuture {
        reach(Place::Call, self.level);
        FragileFuture { inner: Box::pin(self.inner.call(request)), bomb: current(self.level) }
    }
}

/// The future of [`Fragile`].
pub(crate) struct FragileFuture {
    inner: Pin<Box<dyn Future<Output = Result<Outcome, BoxError>> + Send>>,
    bomb: Option<Bomb>,
}

impl Future for FragileFuture {
    type Output = Result<Outcome, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(bomb) = &self.bomb {
            bomb.reach(Place::Poll);
            bomb.reach(Place::PollThenDrop);
            bomb.reach_payload();
            if bomb.place == Place::Cancelled {
                return Poll::Pending;
            }
        }
        self.inner.as_mut().poll(cx)
    }
}

impl Drop for FragileFuture {
    fn drop(&mut self) {
        if let Some(bomb) = &self.bomb {
            bomb.reach(Place::Drop);
            bomb.reach(Place::PollThenDrop);
            bomb.reach(Place::Cancelled);
        }
    }
}
