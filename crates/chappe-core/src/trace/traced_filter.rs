//! A filter that notes what it says.

use crate::{
    catch_panic::catch,
    error::BoxError,
    filter::{CheckLater, CheckNow, PendingVerdict},
    request::Parts,
    trace::{Place, StepOutcome},
};

/// A filter, and where it stands.
pub(crate) struct TracedFilter<F> {
    pub(crate) filter: F,
    pub(crate) place: Place,
}

impl CheckNow for TracedFilter<Box<dyn CheckNow>> {
    #[inline]
    fn check(&self, parts: &mut Parts) -> Result<(bool, bool), BoxError> {
        let open = self.place.open(parts);
        let mut answer = Ok((false, false));
        let caught = catch(&mut || answer = self.filter.check(parts));
        let answer = caught.and(answer);
        open.end(|| said(answer.as_ref().map(|(passes, _)| *passes)));
        answer
    }
}

impl CheckLater for TracedFilter<Box<dyn CheckLater>> {
    #[inline]
    fn check(&self, parts: Parts) -> PendingVerdict {
        let open = self.place.open(&parts);
        let pending = self.filter.check(parts);
        Box::pin(async move {
            let answer = pending.await;
            open.end(|| said(answer.as_ref().map(Option::is_some)));
            answer
        })
    }
}

#[inline]
fn said(answer: Result<bool, &BoxError>) -> StepOutcome {
    match answer {
        Ok(true) => StepOutcome::Yes,
        Ok(false) => StepOutcome::No,
        Err(error) => match StepOutcome::of_error(error) {
            StepOutcome::Skipped => StepOutcome::No,
            outcome => outcome,
        },
    }
}
