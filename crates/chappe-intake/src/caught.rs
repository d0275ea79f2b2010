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

use chappe_core::BoxError;

/// Runs `work`; a panic becomes an error.
pub(crate) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        discard(payload);
        Panicked
    })
}

/// Dropping what a panic carried may itself panic.
fn discard(payload: Box<dyn Any + Send>) {
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        // A third time is nobody's accident: it is not dropped at all.
        Box::leak(again);
    }
}

/// A future whose panics are its error, those of its drop included.
pub(crate) struct Caught<F> {
    /// `None` once it ended.
    work: Option<Pin<Box<F>>>,
}

impl<F> Caught<F> {
    pub(crate) fn new(work: F) -> Self {
        Self { work: Some(Box::pin(work)) }
    }

    /// Drops the work.
    fn end(&mut self) -> Result<(), Panicked> {
        let work = self.work.take();
        catch(|| drop(work))
    }
}

impl<T, F> Future for Caught<F>
where
    F: Future<Output = Result<T, BoxError>>,
{
    type Output = Result<T, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(work) = &mut self.work else { return Poll::Pending };
        let result = match catch(|| work.as_mut().poll(cx)) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(result)) => result,
            Err(panicked) => Err(panicked.into()),
        };
        let ended = self.end();
        Poll::Ready(result.and_then(|value| ended.map(|()| value).map_err(Into::into)))
    }
}

impl<F> Drop for Caught<F> {
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
