//! Panics of log subscribers and of errors' own code.

use chappe_core::{BoxError, attempt};

/// Calls `log`, which writes a log line, and ignores its panic.
///
/// A subscriber may panic, and so may the `Display` of an error that is logged. Neither may unwind
/// into the caller.
pub fn report(log: impl Fn()) {
    report_dyn(&log);
}

// Not generic: panics are caught in one place, not once per log line.
fn report_dyn(log: &dyn Fn()) {
    // Not logged: that would call the same subscriber again.
    let _ = attempt(log);
}

/// Whether an error is a skip or a cancel, so not a failure. An error whose `source` panics is a
/// failure.
pub(crate) fn is_control_flow(error: &BoxError) -> bool {
    attempt(|| chappe_core::is_control_flow(&**error)).unwrap_or(false)
}
