//! A filter that records a step.

use crate::{
    error::BoxError,
    filter::{Checked, ErasedFilter, Verdict},
    request::Parts,
    trace::{StepLocation, StepOutcome},
};

/// A filter and its location.
pub(crate) struct TracedFilter {
    pub(crate) filter: Box<dyn ErasedFilter>,
    pub(crate) location: StepLocation,
}

impl ErasedFilter for TracedFilter {
    fn check(&self, parts: Box<Parts>) -> Checked {
        let open = self.location.open(&parts);
        match self.filter.check(parts) {
            Checked::Now(parts, verdict) => {
                open.end(|| outcome(verdict.as_ref().map(|verdict| *verdict == Verdict::Passed)));
                Checked::Now(parts, verdict)
            }
            Checked::Later(parts, pending) => {
                let recorded = async move {
                    let passed = pending.await;
                    open.end(|| outcome(passed.as_ref().map(Option::is_some)));
                    passed
                };
                Checked::Later(parts, Box::pin(recorded))
            }
        }
    }
}

fn outcome(passed: Result<bool, &BoxError>) -> StepOutcome {
    match passed {
        Ok(true) => StepOutcome::Yes,
        Ok(false) => StepOutcome::No,
        Err(error) => match StepOutcome::of_error(error) {
            StepOutcome::Skipped => StepOutcome::No,
            outcome => outcome,
        },
    }
}
