//! How a step ended.

use crate::{catch_panic::attempt, control_flow, error::BoxError, outcome::Outcome};

/// How a step of a [`Trace`](crate::Trace) ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StepOutcome {
    /// The step has not ended.
    Running,
    /// The filter passed.
    Yes,
    /// The filter declined.
    No,
    /// The layer or handler handled the event.
    Handled,
    /// The layer or handler left the event to the next route.
    Skipped,
    /// It ended the update with [`Cancel`](crate::Cancel).
    Cancelled,
    /// It failed with this message.
    Failed(String),
    /// It was dropped before it ended.
    Dropped,
}

impl StepOutcome {
    /// The outcome of a step with a result.
    pub(crate) fn of(result: &Result<Outcome, BoxError>) -> Self {
        match result {
            Ok(Outcome::Unhandled) => Self::Skipped,
            Ok(_) => Self::Handled,
            Err(error) => Self::of_error(error),
        }
    }

    /// The outcome of a step with an error. An error that panics is not replaced: a trace
    /// changes nothing.
    pub(crate) fn of_error(error: &BoxError) -> Self {
        let outcome = attempt(|| {
            if control_flow::is_skip(&**error) {
                Self::Skipped
            } else if control_flow::is_cancel(&**error) {
                Self::Cancelled
            } else {
                Self::Failed(error.to_string())
            }
        });
        outcome.unwrap_or_else(|panicked| Self::Failed(panicked.to_string()))
    }
}
