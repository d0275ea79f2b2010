//! How a step ended.

use crate::{catch_panic::attempt, control_flow, error::BoxError, outcome::Outcome};

/// How a step of a [`Trace`](crate::Trace) ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StepOutcome {
    /// It has not ended.
    Running,
    /// A filter said yes.
    Yes,
    /// A filter said no.
    No,
    /// A layer or handler handled the event.
    Handled,
    /// A layer or handler left the event to the next route.
    Skipped,
    /// It ended the update without more ado; see [`Cancel`](crate::Cancel).
    Cancelled,
    /// It failed, and says why.
    Failed(String),
    /// It was dropped where it waited.
    Dropped,
}

impl StepOutcome {
    /// What the result of a layer or handler means.
    pub(crate) fn of(result: &Result<Outcome, BoxError>) -> Self {
        match result {
            Ok(Outcome::Unhandled) => Self::Skipped,
            Ok(_) => Self::Handled,
            Err(error) => Self::of_error(error),
        }
    }

    /// What the failure of a layer, handler or filter means. One that panics when it is
    /// asked stays as it is: noting changes nothing.
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
