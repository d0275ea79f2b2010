//! User code may panic anywhere; here its panics become errors.

use std::{
    any::Any,
    fmt,
    future::Future,
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::{Context, Poll},
};

use crate::{
    erased::ErasedFuture,
    error::{BoxError, Panicked},
};

/// Runs `work`; a panic becomes an error.
///
/// What `work` touched must not be used again after a panic: callers drop the
/// future or request that was being worked on.
///
/// It is compiled once for all that is run: work that takes what it captured takes
/// it out of an `Option`, and leaves its result in a variable around it.
#[inline]
pub(crate) fn catch(work: &mut dyn FnMut()) -> Result<(), BoxError> {
    match run(work) {
        Ok(()) => Ok(()),
        Err(payload) => Err(panicked(payload)),
    }
}

/// Makes a value; a panic becomes an error.
///
/// It is compiled anew for each use: it is for what is rare.
///
/// # Errors
///
/// [`Panicked`], with what the panic said.
pub fn attempt<T>(make: impl FnOnce() -> T) -> Result<T, BoxError> {
    catch_unwind(AssertUnwindSafe(make)).map_err(panicked)
}

/// Drops a value; a panic of its destructor becomes an error.
///
/// # Errors
///
/// [`Panicked`], with what the panic said.
pub fn discard<T>(value: T) -> Result<(), BoxError> {
    let mut value = Some(value);
    catch(&mut || value = None)
}

/// Replaces `error`, whose own code panicked; what it does when it is dropped is of no
/// interest any more.
pub(crate) fn replace(error: &mut BoxError, panicked: BoxError) {
    let _ = discard(mem::replace(error, panicked));
}

/// What an error says; if it panics instead, what the panic says.
#[inline]
pub(crate) fn text_of(error: &BoxError) -> String {
    let mut text = String::new();
    match catch(&mut || text = error.to_string()) {
        Ok(()) => text,
        Err(panicked) => panicked.to_string(),
    }
}

#[inline]
fn run(work: &mut dyn FnMut()) -> Result<(), Box<dyn Any + Send>> {
    catch_unwind(AssertUnwindSafe(work))
}

#[cold]
#[inline(never)]
fn panicked(payload: Box<dyn Any + Send>) -> BoxError {
    let panicked = Panicked::new(&*payload);
    let mut payload = Some(payload);
    if let Err(again) = run(&mut || payload = None) {
        // Dropping this one could panic without end.
        Box::leak(again);
    }
    panicked.into()
}

/// A future whose panics are its error, those of its destructor included.
pub struct CatchPanic<T> {
    /// `None` once it ended.
    work: Option<ErasedFuture<T>>,
}

impl<T> CatchPanic<T> {
    /// Catches the panics of `work`.
    pub fn new(work: ErasedFuture<T>) -> Self {
        Self { work: Some(work) }
    }
}

impl<T> Future for CatchPanic<T> {
    type Output = Result<T, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(work) = &mut self.work else { return Poll::Pending };
        let mut polled = Poll::Pending;
        if let Err(panicked) = catch(&mut || polled = work.as_mut().poll(cx)) {
            polled = Poll::Ready(Err(panicked));
        }
        let Poll::Ready(result) = polled else { return Poll::Pending };
        let dropped = discard(self.work.take());
        Poll::Ready(result.and_then(|value| dropped.map(|()| value)))
    }
}

impl<T> Drop for CatchPanic<T> {
    fn drop(&mut self) {
        if discard(self.work.take()).is_err() {
            // A log may panic too.
            let _ = attempt(|| tracing::error!("what was cancelled panicked as it was dropped"));
        }
    }
}

impl<T> fmt::Debug for CatchPanic<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CatchPanic").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::panic::panic_any;

    use super::*;

    #[test]
    fn a_panic_becomes_an_error_with_its_text() {
        let text = catch(&mut || panic!("at {}", "noon")).map_err(|error| error.to_string());
        let other = catch(&mut || panic_any(7)).map_err(|error| error.to_string());
        assert_eq!(text, Err::<(), _>("panicked: at noon".to_owned()));
        assert_eq!(other, Err::<(), _>("panicked: a panic without text".to_owned()));
    }

    #[test]
    fn a_payload_that_panics_whenever_it_is_dropped_lets_no_panic_out() {
        struct Endless;

        impl Drop for Endless {
            fn drop(&mut self) {
                panic_any(Self);
            }
        }

        let caught = catch(&mut || panic_any(Endless)).map_err(|error| error.to_string());
        assert_eq!(caught, Err::<(), _>("panicked: a panic without text".to_owned()));
        assert!(discard(Endless).is_err());
    }
}
