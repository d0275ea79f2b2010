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

use chappe_core::{BoxError, ErasedFuture, is_flow};

/// Runs `work`; a panic becomes an error.
pub(crate) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    let (mut work, mut value) = (Some(work), None);
    run(&mut || value = work.take().map(|work| work()));
    value.ok_or(Panicked(()))
}

/// Runs what writes to a log. A subscriber that panics, or an error that panics while it
/// is shown, ends nothing but that.
pub fn report(log: impl FnOnce()) {
    // There is nowhere to tell of it.
    let _ = catch(log);
}

/// Whether an error steers its update and is no failure; one that cannot tell is a failure.
pub(crate) fn steers(error: &BoxError) -> bool {
    catch(|| is_flow(&**error)).unwrap_or(false)
}

/// Drops what a user made.
pub(crate) fn discard<T>(value: T) {
    let _ = catch(move || drop(value));
}

/// What catches is compiled once, whatever runs.
fn run(work: &mut dyn FnMut()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(work)) {
        discard_payload(payload);
    }
}

/// Dropping what a panic carried may itself panic.
fn discard_payload(payload: Box<dyn Any + Send>) {
    let mut payload = Some(payload);
    let drops: &mut dyn FnMut() = &mut || payload = None;
    if let Err(again) = catch_unwind(AssertUnwindSafe(drops)) {
        // A third time is nobody's accident: it is not dropped at all.
        Box::leak(again);
    }
}

/// A future whose panics are its error, those of its drop included.
pub struct Caught<T> {
    /// `None` once it ended.
    work: Option<ErasedFuture<T>>,
}

impl<T> Caught<T> {
    /// Catches the panics of `work`.
    pub fn new(work: ErasedFuture<T>) -> Self {
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
            report(|| tracing::error!("what was cancelled panicked as it was dropped"));
        }
    }
}

impl<T> fmt::Debug for Caught<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caught").finish_non_exhaustive()
    }
}

/// A panic outside of the dispatcher: in a service around it, or around a bot's calls.
#[derive(Debug)]
pub struct Panicked(());

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a service around the dispatcher or the bot panicked")
    }
}

impl Error for Panicked {}
