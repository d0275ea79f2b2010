//! What is asked or told of user code, which may panic.

use chappe_core::{BoxError, attempt, is_control_flow};

/// Runs what writes to a log. A subscriber that panics, or an error that panics while it
/// is shown, ends nothing but that.
pub fn report(log: impl FnOnce()) {
    // There is nowhere to tell of it.
    let _ = attempt(log);
}

/// Whether an error steers its update and is no failure; one that cannot tell is a failure.
pub(crate) fn steers(error: &BoxError) -> bool {
    attempt(|| is_control_flow(&**error)).unwrap_or(false)
}
