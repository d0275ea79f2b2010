//! User code whose panics are contained.

use chappe_core::{BoxError, CatchPanic, ErasedFuture, attempt};

/// A boxed future whose panics are its error.
pub(crate) type Caught<T> = CatchPanic<T>;

/// Catches the panics of `work`.
pub(crate) fn caught<T>(work: ErasedFuture<T>) -> Caught<T> {
    CatchPanic::new(work)
}

/// Runs `log`, which writes a log line, and discards its panic.
///
/// A subscriber may panic, and so may the `Display` of an error that is logged. Neither must
/// end the caller.
pub fn report(log: impl FnOnce()) {
    // Logging this panic would call the same subscriber.
    let _ = attempt(log);
}

/// Whether an error skips or cancels its update and is no failure. An error whose own code
/// panics is a failure.
pub(crate) fn is_control_flow(error: &BoxError) -> bool {
    attempt(|| chappe_core::is_control_flow(&**error)).unwrap_or(false)
}
