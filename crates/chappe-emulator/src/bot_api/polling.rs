//! `getUpdates`, as Telegram's server answers it.

use serde_json::Value;
use tokio::sync::{oneshot, watch};

use crate::{
    error::{ApiError, Written},
    params::Params,
    shared::Shared,
};

/// The longest timeout of a request, in seconds.
const MAX_TIMEOUT: i64 = 50;

/// How long further conflicts are answered with a delay after one, in seconds.
const SLOW_CONFLICTS: f64 = 3.0;

/// Answers `getUpdates` as soon as there are updates, or after its timeout.
pub(crate) async fn updates(shared: &Shared, bot: i64, params: &Params) -> Written {
    let clock = shared.clock.clone();
    let offset = params.number("offset").unwrap_or_default();
    let limit = params.number("limit").unwrap_or(100).clamp(1, 100);
    let mut limit = usize::try_from(limit).unwrap_or(100);
    let mut timeout = params.number("timeout").unwrap_or_default().clamp(0, MAX_TIMEOUT);
    let (ends, mut ended) = oneshot::channel();
    let asked = clock.now();
    let changes = register(shared, bot, params, ends, asked, (&mut limit, &mut timeout));
    let Some(mut changes) = changes else { return conflict(shared, bot, ACTIVE).await };
    #[expect(clippy::cast_precision_loss, reason = "it is 50 at most")]
    let deadline = asked + timeout as f64;
    loop {
        changes.mark_unchanged();
        let wake = {
            let mut world = shared.world();
            let wake = world.next_due_at().map_or(deadline, |at| at.min(deadline));
            let now = clock.now();
            let state = world.bot(bot);
            if offset > 0 {
                // The offset confirms updates that arrived during the wait too.
                state.queue.confirm(offset);
            }
            state.queue.expire(now);
            if state.queue.len() > 0 || now >= deadline {
                // Another request may have replaced this one meanwhile.
                if ended.try_recv().is_err() {
                    state.poll.waiting = None;
                    state.poll.answered = Some(now);
                    return Ok(state.queue.batch(limit));
                }
            }
            wake
        };
        tokio::select! {
            ended = &mut ended => {
                // The sender is dropped without a reason when the emulator is.
                let Ok(why) = ended else { return Ok(b"[]".to_vec()) };
                return conflict(shared, bot, why).await;
            }
            _ = changes.changed() => {}
            () = clock.until(wake) => {}
        }
    }
}

/// Registers a request, and terminates the one that is waiting. Returns `None` if a webhook
/// is set.
fn register(
    shared: &Shared,
    bot: i64,
    params: &Params,
    ends: oneshot::Sender<&'static str>,
    asked: f64,
    (limit, timeout): (&mut usize, &mut i64),
) -> Option<watch::Receiver<u64>> {
    let offset = params.number("offset").unwrap_or_default();
    let mut world = shared.world();
    let state = world.bot(bot);
    if state.webhook.is_some() {
        return None;
    }
    if let Some(kinds) = params.get("allowed_updates").and_then(Value::as_array) {
        state.allow(kinds);
    }
    if let Some(other) = state.poll.waiting.replace(ends) {
        let _ = other.send(OTHER);
    }
    let before = state.queue.len();
    state.queue.confirm(offset);
    state.queue.expire(asked);
    let is_shorter = state.queue.len() < before;
    if let Some((_, last)) = state.poll.last.filter(|(last, _)| *last == offset) {
        if *timeout < 3 && asked - last < 3.0 {
            *timeout = 3;
        }
        if state.poll.answered.is_some_and(|answered| asked - answered < 0.5) {
            *limit = 1;
        }
    }
    state.poll.last = Some((offset, asked));
    if is_shorter {
        world.changed();
    }
    Some(world.changes())
}

const ACTIVE: &str = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
const OTHER: &str =
    "terminated by other getUpdates request; make sure that only one bot instance is running";

/// Returns a conflict, with a delay if there was one shortly before.
async fn conflict(shared: &Shared, bot: i64, why: &str) -> Written {
    let now = shared.clock.now();
    let is_quick = {
        let mut world = shared.world();
        let poll = &mut world.bot(bot).poll;
        let is_quick = now >= poll.quick_from;
        if is_quick {
            poll.quick_from = now + SLOW_CONFLICTS;
        }
        is_quick
    };
    if !is_quick {
        shared.clock.until(now + SLOW_CONFLICTS).await;
    }
    Err(ApiError::conflict(why))
}
