//! `getUpdates`, by Telegram's law.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::{oneshot, watch};

use crate::{
    emulator::Shared,
    error::{ApiError, ApiResult},
    params::Params,
};

/// The longest an answer is kept back, in seconds.
const MAX_TIMEOUT: i64 = 50;

/// Answers a question for updates, as soon as there are any.
pub(crate) async fn updates(shared: &Shared, bot: i64, params: &Params) -> ApiResult {
    let clock = shared.clock.clone();
    let offset = params.number("offset").unwrap_or_default();
    let limit = params.number("limit").filter(|limit| (1..=100).contains(limit)).unwrap_or(100);
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
            state.queue.expire(now);
            if state.queue.len() > 0 || now >= deadline {
                // Another one may have taken its place meanwhile.
                if ended.try_recv().is_err() {
                    state.poll.waiting = None;
                    state.poll.last = Some((offset, asked, now));
                    return Ok(Value::Array(state.queue.batch(limit)));
                }
            }
        }
        tokio::select! {
            ended = &mut ended => {
                if ended.is_err() {
                    // The emulator is gone.
                    return Ok(json!([]));
                }
                let is_webhook = shared.world().bot(bot).webhook.is_some();
                return conflict(shared, bot, if is_webhook { SET } else { OTHER }).await;
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
    ends: oneshot::Sender<()>,
    asked: f64,
    (limit, timeout): (&mut usize, &mut i64),
) -> Option<watch::Receiver<u64>> {
    let offset = params.number("offset").unwrap_or_default();
    let mut world = shared.world();
    let state = world.bot(bot);
    if let Some(allowed) = params.get("allowed_updates").and_then(Value::as_array) {
        let kinds = allowed.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        state.allowed = Some(kinds);
    }
    if state.webhook.is_some() {
        return None;
    }
    if let Some(other) = state.poll.waiting.replace(ends) {
        let _ = other.send(());
    }
    state.queue.confirm(offset);
    state.queue.expire(asked);
    if let Some((last, last_asked, last_answered)) = state.poll.last {
        if last == offset && *timeout < 3 && asked - last_asked < 3.0 {
            *timeout = 3;
        }
        if last == offset && asked - last_answered < 0.5 {
            *limit = 1;
        }
    }
    Some(world.changes())
}

const ACTIVE: &str = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
const OTHER: &str =
    "terminated by other getUpdates request; make sure that only one bot instance is running";
const SET: &str = "terminated by setWebhook request";

/// A conflict, which is told slowly if it is told often.
async fn conflict(shared: &Shared, bot: i64, why: &str) -> ApiResult {
    let (now, last) = {
        let mut world = shared.world();
        let now = world.clock.now();
        (now, world.bot(bot).poll.conflict.replace(now))
    };
    if last.is_some_and(|last| now - last < 3.0) {
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
    Err(ApiError::conflict(why))
}
