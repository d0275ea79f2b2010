//! A layer that records a step.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Instant,
};

use crate::{
    engine::{BoxDispatch, LayerService, Prepared, PreparedCall},
    error::BoxError,
    outcome::Outcome,
    request::Parts,
    trace::{StepLocation, StepOutcome, trace::Open},
};

/// A layer and its location.
pub(crate) struct TracedLayer {
    pub(crate) service: Arc<dyn LayerService>,
    pub(crate) location: Arc<StepLocation>,
}

impl LayerService for TracedLayer {
    fn prepare(&self) -> Option<Prepared> {
        Some(Box::pin(TracedCall {
            service: self.service.prepare()?,
            location: Arc::clone(&self.location),
            prepared: Instant::now(),
        }))
    }

    fn dispatch(&self, parts: Box<Parts>) -> BoxDispatch {
        let open = self.location.open(&parts);
        recorded(open, self.service.dispatch(parts))
    }
}

struct TracedCall {
    service: Prepared,
    location: Arc<StepLocation>,
    /// The step includes the time until the service is ready.
    prepared: Instant,
}

impl PreparedCall for TracedCall {
    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.service.as_mut().poll_ready(cx)
    }

    fn call(self: Pin<Box<Self>>, parts: Box<Parts>) -> BoxDispatch {
        let Self { service, location, prepared } = *Pin::into_inner(self);
        let open = location.open(&parts).since(prepared);
        recorded(open, service.call(parts))
    }
}

/// Records how a dispatch ends.
pub(crate) fn recorded(open: Open, dispatch: BoxDispatch) -> BoxDispatch {
    Box::pin(Recorded { dispatch, open: Some(open) })
}

/// Not an async block, which drops the dispatch during the unwind if it panics.
struct Recorded {
    dispatch: BoxDispatch,
    open: Option<Open>,
}

impl Future for Recorded {
    type Output = Result<Outcome, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // Taken: a panic ends the step.
        let open = self.open.take();
        let polled = self.dispatch.as_mut().poll(cx);
        match (&polled, open) {
            (Poll::Ready(result), Some(open)) => open.end(|| StepOutcome::of(result)),
            (_, open) => self.open = open,
        }
        polled
    }
}
