//! `getUpdates`, by Telegram's law.

use serde_json::Value;
use tokio::sync::{oneshot, watch};

use crate::{
    error::{ApiError, Written},
    params::Params,
    shared::Shared,
};

/// The longest an answer is kept back, in seconds.
const MAX_TIMEOUT: i64 = 50;

/// How long conflicts are told slowly after one, in seconds.
const CALM: f64 = 3.0;

/// Answers a question for updates, as soon as there are any.
pub(crate) async fn updates(shared: &Shared, bot: i64, params: &Params) -> Written {
    let clock = shared.clock.clone();
    let offset = params.number("offset").unwrap_or_default();
    let limit = params.number("limit").unwrap_or(100).clamp(1, 100);
    let mut limit = usize::try_from(limit).unwrap_or(100);
    let mut timeout = params.number("timeout").unwrap_or_default().clamp(0, MAX_TIMEOUT);
    let (ends, mut ended) = oneshot::channel();
    let asked = clock.now();
    let changes = begin(shared, bot, params, ends, asked, (&mut limit, &mut timeout));
    let Some(mut changes) = changes else { return conflict(shared, bot, ACTIVE).await };
    #[expect(clippy::cast_precision_loss, reason = "it is 50 at most")]
    let deadline = asked + timeout as f64;
    loop {
        changes.mark_unchanged();
        {
            let mut world = shared.world();
            let now = clock.now();
            let state = world.bot(bot);
            if offset > 0 {
                // What came meanwhile may be before the offset, too.
                state.queue.confirm(offset);
            }
            state.queue.expire(now);
            if state.queue.len() > 0 || now >= deadline {
                // Another one may have taken its place meanwhile.
                if ended.try_recv().is_err() {
                    state.poll.waiting = None;
                    state.poll.answered = Some(now);
                    return Ok(state.queue.batch(limit));
                }
            }
        }
        tokio::select! {
            ended = &mut ended => {
                // Without a reason, the emulator is gone.
                let Ok(why) = ended else { return Ok(b"[]".to_vec()) };
                return conflict(shared, bot, why).await;
            }
            _ = changes.changed() => {}
            () = clock.until(deadline) => {}
        }
    }
}

/// Notes the question, and ends another one that waits; none if a webhook is
/// set.
fn begin(
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
    state.queue.confirm(offset);
    state.queue.expire(asked);
    if let Some((_, last)) = state.poll.last.filter(|(last, _)| *last == offset) {
        if *timeout < 3 && asked - last < 3.0 {
            *timeout = 3;
        }
        if state.poll.answered.is_some_and(|answered| asked - answered < 0.5) {
            *limit = 1;
        }
    }
    state.poll.last = Some((offset, asked));
    Some(world.changes())
}

const ACTIVE: &str = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
const OTHER: &str =
    "terminated by other getUpdates request; make sure that only one bot instance is running";

/// A conflict, which is told slowly if it is told often.
async fn conflict(shared: &Shared, bot: i64, why: &str) -> Written {
    let now = shared.clock.now();
    let is_quick = {
        let mut world = shared.world();
        let poll = &mut world.bot(bot).poll;
        let is_quick = now >= poll.quick_from;
        if is_quick {
            poll.quick_from = now + CALM;
        }
        is_quick
    };
    if !is_quick {
        shared.clock.until(now + CALM).await;
    }
    Err(ApiError::conflict(why))
}
