//! Catches panics of user code and turns them into errors.

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

/// Calls a function and turns its panic into an error.
///
/// After a panic, the caller must drop what the function has borrowed, unless it is valid
/// in any state.
///
/// # Errors
///
/// Returns [`Panicked`] with the message of the panic.
pub fn attempt<T>(function: impl FnOnce() -> T) -> Result<T, BoxError> {
    catch_unwind(AssertUnwindSafe(function)).map_err(panicked)
}

/// Drops a value and turns a panic of its destructor into an error.
///
/// # Errors
///
/// Returns [`Panicked`] with the message of the panic.
pub fn discard<T>(value: T) -> Result<(), BoxError> {
    attempt(|| drop(value))
}

/// Replaces an error whose own code panicked. A panic while it is dropped is ignored.
pub(crate) fn replace(error: &mut BoxError, panicked: BoxError) {
    let _ = discard(mem::replace(error, panicked));
}

#[cold]
fn log_panic() {
    // A log may panic too.
    let _ = attempt(|| tracing::error!("a future panicked while it was dropped"));
}

#[cold]
fn panicked(payload: Box<dyn Any + Send>) -> BoxError {
    let panicked = Panicked::new(&*payload);
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        // The destructor of this payload may panic without end, so it never runs.
        Box::leak(again);
    }
    panicked.into()
}

/// A future that fails with [`Panicked`] when its inner future panics, while it is polled
/// or dropped.
///
/// The inner future is dropped as soon as it is ready.
pub struct CatchPanic<T> {
    /// `None` once the inner future has been dropped.
    future: Option<ErasedFuture<T>>,
}

impl<T> CatchPanic<T> {
    /// Wraps a future.
    pub fn new(future: ErasedFuture<T>) -> Self {
        Self { future: Some(future) }
    }

    fn drop_future(&mut self) -> Result<(), BoxError> {
        attempt(|| self.future = None)
    }
}

impl<T> Future for CatchPanic<T> {
    type Output = Result<T, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(future) = &mut self.future else { return Poll::Pending };
        let result = match attempt(|| future.as_mut().poll(cx)) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(result)) => result,
            Err(panicked) => Err(panicked),
        };
        match (self.drop_future(), result) {
            (Err(panicked), Ok(value)) => {
                let _ = discard(value);
                Poll::Ready(Err(panicked))
            }
            (_, result) => Poll::Ready(result),
        }
    }
}

impl<T> Drop for CatchPanic<T> {
    fn drop(&mut self) {
        if self.future.is_some() && self.drop_future().is_err() {
            log_panic();
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
        let text = attempt(|| panic!("at {}", "noon")).map_err(|error| error.to_string());
        let other = attempt(|| panic_any(7)).map_err(|error| error.to_string());
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

        let caught = attempt(|| panic_any(Endless)).map_err(|error| error.to_string());
        assert_eq!(caught, Err::<(), _>("panicked: a panic without text".to_owned()));
        assert!(discard(Endless).is_err());
    }
}
