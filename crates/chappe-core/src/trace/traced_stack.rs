//! A layer that notes what it does.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Instant,
};

use crate::{
    engine::{Polled, Run, Stack},
    error::BoxError,
    request::Parts,
    trace::{Place, StepOutcome, trace::Open},
};

/// A layer, and where it stands.
pub(crate) struct TracedStack {
    pub(crate) stack: Arc<dyn Stack>,
    pub(crate) place: Arc<Place>,
}

impl Stack for TracedStack {
    #[inline]
    fn enter(&self) -> Pin<Box<dyn Run>> {
        Box::pin(TracedRun {
            run: self.stack.enter(),
            place: Arc::clone(&self.place),
            entered: Instant::now(),
            open: None,
        })
    }
}

struct TracedRun {
    run: Pin<Box<dyn Run>>,
    place: Arc<Place>,
    /// From here on it counts: waiting for readiness is part of it.
    entered: Instant,
    open: Option<Open>,
}

impl Run for TracedRun {
    #[inline]
    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.run.as_mut().poll_ready(cx)
    }

    #[inline]
    fn start(mut self: Pin<&mut Self>, parts: Parts) {
        self.open = Some(self.place.open(&parts).since(self.entered));
        self.run.as_mut().start(parts);
    }

    #[inline]
    fn give(mut self: Pin<&mut Self>, parts: Parts) {
        self.open = Some(self.place.open(&parts).since(self.entered));
        self.run.as_mut().give(parts);
    }

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>, polled: &mut Polled) {
        self.run.as_mut().poll(cx, polled);
        if let Poll::Ready(result) = polled {
            if let Some(open) = self.open.take() {
                open.end(|| StepOutcome::of(result));
            }
        }
    }
}
