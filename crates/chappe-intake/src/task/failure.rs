//! Decides what happens with a failed update.

use std::error::Error;

use chappe_core::{BoxError, LastMatch, TooLate, attempt, find_error};
use tracing::field::display;

use crate::{
    catch_panic::report,
    options::OnFailure,
    update::{RunningUpdate, kind_of},
};

/// Applies the `on_failure` policy to an update that has run `tries` times and failed, and logs the
/// failure.
///
/// If the policy panics, the update counts as handled: the policy would panic at each redelivery.
pub(super) fn decide(update: &RunningUpdate, error: &BoxError, tries: u32) -> OnFailure {
    let options = &update.shared.options;
    let Ok(verdict) = attempt(|| (options.on_failure)(error)) else {
        let update_id = update.id().0;
        report(|| {
            tracing::error!(
                update_id,
                "an update failed and `on_failure` panicked: the update counts as handled"
            );
        });
        return OnFailure::Acknowledge;
    };
    let may_run_again = match options.tries {
        Some(max) => tries < max,
        // The source does not redeliver a completed update.
        None => !update.is_completed(),
    };
    let verdict = if may_run_again { verdict } else { OnFailure::Acknowledge };
    log(update, error, verdict, tries);
    verdict
}

fn log(update: &RunningUpdate, error: &BoxError, verdict: OnFailure, tries: u32) {
    let (update_id, kind) = (update.id().0, kind_of(&update.update));
    let route = update.shared.dispatcher.route_of(LastMatch::now());
    let handler = route.map(display);
    let retries_here = update.shared.options.tries.is_some();
    let logged = attempt(|| {
        let is_late = find_error::<TooLate>(&**error).is_some();
        let error = &**error as &dyn Error;
        match verdict {
            OnFailure::Acknowledge if is_late => {
                tracing::warn!(update_id, kind, handler, error, "an answer came too late");
            }
            OnFailure::Acknowledge => {
                tracing::error!(update_id, kind, handler, tries, error, "an update failed");
            }
            OnFailure::Redeliver if retries_here => {
                let message = "an update failed and runs again";
                tracing::warn!(update_id, kind, handler, tries, error, "{message}");
            }
            OnFailure::Redeliver => {
                let message = "an update failed and will be redelivered";
                tracing::warn!(update_id, kind, handler, error, "{message}");
            }
        }
    });
    if logged.is_err() {
        report(|| tracing::error!(update_id, "an update failed, and logging its error panicked"));
    }
}
