//! Futures whose panics are errors.

use std::{
    any::Any,
    error::Error,
    fmt,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::{Context, Poll},
};

use chappe_core::{BoxError, ErasedFuture};

/// Runs `work`; a panic becomes an error.
pub(crate) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    let (mut work, mut value) = (Some(work), None);
    run(&mut || value = work.take().map(|work| work()));
    value.ok_or(Panicked)
}

/// What catches is compiled once, whatever runs.
fn run(work: &mut dyn FnMut()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(work)) {
        discard(payload);
    }
}

/// Dropping what a panic carried may itself panic.
fn discard(payload: Box<dyn Any + Send>) {
    let mut payload = Some(payload);
    let drops: &mut dyn FnMut() = &mut || payload = None;
    if let Err(again) = catch_unwind(AssertUnwindSafe(drops)) {
        // A third time is nobody's accident: it is not dropped at all.
        Box::leak(again);
    }
}

/// A future whose panics are its error, those of its drop included.
pub(crate) struct Caught<T> {
    /// `None` once it ended.
    work: Option<ErasedFuture<T>>,
}

impl<T> Caught<T> {
    pub(crate) fn new(work: ErasedFuture<T>) -> Self {
        Self { work: Some(work) }
    }

    /// Drops the work.
    fn end(&mut self) -> Result<(), Panicked> {
        let work = self.work.take();
        catch(|| drop(work))
    }
}

impl<T> Future for Caught<T> {
    type Output = Result<T, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(work) = &mut self.work else { return Poll::Pending };
        let result = match catch(|| work.as_mut().poll(cx)) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(result)) => result,
            Err(panicked) => Err(panicked.into()),
        };
        Poll::Ready(match (self.end(), result) {
            (Err(panicked), Ok(_)) => Err(panicked.into()),
            (_, result) => result,
        })
    }
}

impl<T> Drop for Caught<T> {
    fn drop(&mut self) {
        if self.end().is_err() {
            tracing::error!("what was cancelled panicked as it was dropped");
        }
    }
}

/// The service panicked outside of the dispatcher.
#[derive(Debug)]
pub(crate) struct Panicked;

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a service around the dispatcher panicked")
    }
}

impl Error for Panicked {}
