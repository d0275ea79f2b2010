//! [`PanickingLayer`]: a layer with all panic points of a layer.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use chappe::{BoxError, Outcome};
use tower::{Layer, Service};

use crate::panics::{
    inject::{current, trigger_at},
    ledger::Level,
    panic_point::PanicPoint,
    planned_panic::PlannedPanic,
};

/// A layer that panics at the point that is planned for an update.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PanickingLayer {
    pub(crate) level: Level,
}

impl<S> Layer<S> for PanickingLayer {
    type Service = Panicking<S>;

    fn layer(&self, inner: S) -> Panicking<S> {
        Panicking { inner, level: self.level }
    }
}

/// The service of [`PanickingLayer`].
#[derive(Debug)]
pub(crate) struct Panicking<S> {
    inner: S,
    level: Level,
}

impl<S: Clone> Clone for Panicking<S> {
    fn clone(&self) -> Self {
        trigger_at(PanicPoint::Clone, self.level);
        Self { inner: self.inner.clone(), level: self.level }
    }
}

impl<S, R> Service<R> for Panicking<S>
where
    S: Service<R, Response = Outcome, Error = BoxError>,
    S::Future: Send + 'static,
{
    type Response = Outcome;
    type Error = BoxError;
    type Future = PanickingFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        trigger_at(PanicPoint::PollReady, self.level);
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: R) -> PanickingFuture {
        trigger_at(PanicPoint::Call, self.level);
        PanickingFuture { inner: Box::pin(self.inner.call(request)), planned: current(self.level) }
    }
}

/// The future of [`Panicking`].
pub(crate) struct PanickingFuture {
    inner: Pin<Box<dyn Future<Output = Result<Outcome, BoxError>> + Send>>,
    planned: Option<PlannedPanic>,
}

impl Future for PanickingFuture {
    type Output = Result<Outcome, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(planned) = &self.planned {
            planned.trigger_at(PanicPoint::Poll);
            planned.trigger_at(PanicPoint::PollThenDrop);
            planned.trigger_with_payload();
            if planned.point == PanicPoint::Cancelled {
                return Poll::Pending;
            }
        }
        self.inner.as_mut().poll(cx)
    }
}

impl Drop for PanickingFuture {
    fn drop(&mut self) {
        if let Some(planned) = &self.planned {
            planned.trigger_at(PanicPoint::Drop);
            planned.trigger_at(PanicPoint::PollThenDrop);
            planned.trigger_at(PanicPoint::Cancelled);
        }
    }
}
