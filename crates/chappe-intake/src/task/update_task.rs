//! The task of an update.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use chappe_core::{BoxError, CatchPanic, LastMatch, Outcome, discard, outcome::Replies};
use tokio::time::sleep;
use tracing::field::display;

use super::{calls::Calls, failure::decide, timed_out::in_time};
use crate::{
    catch_panic::{is_control_flow, report},
    lane::Ticket,
    options::OnFailure,
    running_tasks::TaskToken,
    update::{RunningUpdate, kind_of},
};

/// The pause before the second try. Each later pause is twice as long, up to [`MAX_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const MAX_PAUSE: Duration = Duration::from_secs(60);

/// The task of an update. If it is dropped before the handler has ended,
/// [`abandon`](RunningUpdate::abandon) ends the update.
pub(crate) struct UpdateTask {
    update: Arc<RunningUpdate>,
    /// A drain waits until this is dropped.
    _token: TaskToken,
}

/// The source must deliver the update again.
struct Redeliver;

impl UpdateTask {
    pub(crate) fn new(update: Arc<RunningUpdate>, token: TaskToken) -> Self {
        Self { update, _token: token }
    }

    /// Runs the update. `ticket` is its position in its lane, taken when it arrived.
    pub(crate) async fn run(self, ticket: Option<Ticket>, mut calls: Calls) {
        let update = &self.update;
        update.take_turn(ticket).await;
        let shared = &update.shared;
        if !shared.waiters.is_empty() && !shared.cancelled.is_cancelled() {
            // Boxed: few handlers await an update.
            if Box::pin(shared.waiters.offer(update)).await {
                return;
            }
        }
        let Ok(replies) = self.call(&mut calls).await else {
            update.redeliver();
            return;
        };
        let reply = update.send_replies(replies).await;
        let (unsent, turn) = update.end_handler(reply);
        if let Some(unsent) = unsent {
            Box::pin(unsent.send()).await;
        }
        // The next update of the lane runs after the replies are sent.
        update.end_turn(turn);
    }

    /// Calls the service. After a failure, calls it again if the policy and the options say so.
    async fn call(&self, calls: &mut Calls) -> Result<Replies, Redeliver> {
        let update = &self.update;
        let options = &update.shared.options;
        let mut tries = 1;
        loop {
            if tries > 1 {
                update.resume().await;
            }
            if update.shared.cancelled.is_cancelled() {
                return Err(Redeliver);
            }
            let start = tracing::enabled!(tracing::Level::DEBUG).then(Instant::now);
            let call = CatchPanic::new(calls(update.request()));
            let result = in_time(call, options.handler_timeout).await;
            update.release_permit();
            if let Some(start) = start {
                self.log(start.elapsed(), &result);
            }
            let error = match result {
                Ok(outcome) => return Ok(outcome.into_replies()),
                Err(error) => error,
            };
            let verdict = match is_control_flow(&error) {
                true => OnFailure::Acknowledge,
                false => decide(update, &error, tries),
            };
            let _ = discard(error);
            match verdict {
                OnFailure::Acknowledge => return Ok(Replies::default()),
                OnFailure::Redeliver if options.tries.is_some() => {
                    sleep(pause_after(tries)).await;
                    tries += 1;
                }
                OnFailure::Redeliver => return Err(Redeliver),
            }
        }
    }

    /// Logs a line for each call, at DEBUG.
    fn log(&self, took: Duration, result: &Result<Outcome, BoxError>) {
        let (update_id, kind) = (self.update.id().0, kind_of(&self.update.update));
        let outcome = match result {
            Ok(outcome) if outcome.is_handled() => "handled",
            Ok(_) => "unhandled",
            Err(error) if is_control_flow(error) => "cancelled",
            Err(_) => "failed",
        };
        let handler = self.update.shared.dispatcher.route_of(LastMatch::now()).map(display);
        report(|| {
            tracing::debug!(update_id, kind, handler, ?took, outcome, "an update was processed");
        });
    }
}

impl Drop for UpdateTask {
    fn drop(&mut self) {
        self.update.abandon(thread::panicking());
    }
}

/// Returns the pause before the next try, after `tries` of them.
fn pause_after(tries: u32) -> Duration {
    let doubled = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(tries.saturating_sub(1)));
    doubled.min(MAX_PAUSE)
}
