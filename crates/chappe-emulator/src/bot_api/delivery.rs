//! Deliveries to a webhook.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Weak},
};

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{
    bot_api::{
        calls::call,
        connections::Connections,
        post::{Delivered, http_client, post},
        redelivery::{Backoff, DeliveryOutcome},
    },
    params::Params,
    queue::{Event, Key},
    shared::Shared,
    world::{Webhook, World},
};

/// How long a webhook may answer 410 before it is removed, in seconds.
const MAX_GONE: f64 = 23.0 * 3600.0;

/// Starts the deliveries of a bot, if it has a webhook and they have not been started.
pub(crate) fn start_deliveries(shared: &Arc<Shared>, bot: i64) {
    let mut world = shared.world();
    let Some(webhook) = world.bot(bot).webhook.clone() else { return };
    let started = world.deliveries.entry(bot).or_default();
    if *started != webhook.generation {
        *started = webhook.generation;
        drop(world);
        tokio::spawn(deliver(Arc::downgrade(shared), bot, webhook));
    }
}

/// Delivers a bot's updates for as long as this webhook is set: one at a time for each
/// order domain, and as many concurrently as the webhook allows.
async fn deliver(shared: Weak<Shared>, bot: i64, webhook: Webhook) {
    let client = http_client();
    let mut in_flight: JoinSet<Delivered> = JoinSet::new();
    let mut schedule = Schedule::new(&webhook);
    loop {
        let Some(state) = shared.upgrade() else { return };
        let mut changes = state.world().changes();
        let clock = state.clock.clone();
        let wake = {
            let mut guard = state.world();
            let world = &mut *guard;
            let set = world.bot(bot).webhook.as_ref();
            if set.is_none_or(|set| set.generation != webhook.generation) {
                return;
            }
            let (starting, wake) = schedule.next(world, bot);
            for event in starting {
                let is_doubled = world.faults.is_doubled(bot, &mut world.random);
                let (client, webhook) = (client.clone(), webhook.clone());
                in_flight.spawn(async move {
                    let first = post(&client, &webhook, event).await;
                    if is_doubled { post(&client, &webhook, first.event).await } else { first }
                });
            }
            wake
        };
        drop(state);
        tokio::select! {
            Some(delivered) = in_flight.join_next() => {
                let Some(state) = shared.upgrade() else { return };
                if let Ok(delivered) = delivered {
                    complete(&state, bot, &delivered, &mut schedule);
                    if let Some(reply) =
                        delivered.reply.filter(|_| delivered.outcome.is_success())
                    {
                        call_from_response(&state, bot, reply).await;
                    }
                }
            }
            changed = changes.changed() => if changed.is_err() { return },
            () = clock.until(wake) => {}
        }
    }
}

/// The deliveries in flight to a webhook, and those to repeat.
struct Schedule {
    /// The registration of the webhook.
    generation: u64,
    connections: Connections,
    /// How many order domains are considered; the others wait.
    window: usize,
    busy: HashMap<Key, i64>,
    failed: HashMap<i64, Failed>,
}

/// An update whose delivery has failed.
#[derive(Clone, Copy, Default)]
struct Failed {
    backoff: Backoff,
    /// When to deliver it again.
    due: f64,
    attempts: u32,
}

impl Schedule {
    fn new(webhook: &Webhook) -> Self {
        Self {
            generation: webhook.generation,
            connections: Connections::new(webhook.max_connections),
            window: 2 * webhook.max_connections,
            busy: HashMap::new(),
            failed: HashMap::new(),
        }
    }

    /// The updates to deliver now, and when to check again.
    fn next(&mut self, world: &mut World, bot: i64) -> (Vec<Event>, f64) {
        let now = world.clock.now();
        let mut wake = world.next_due_at().unwrap_or(f64::MAX).min(now + 3600.0);
        let is_held = world.faults.is_held(bot);
        let queue = &mut world.bot(bot).queue;
        queue.expire(now);
        self.failed.retain(|id, _| queue.holds(*id));
        let mut domains: HashSet<Key> = self.busy.keys().copied().collect();
        let mut ready = Vec::new();
        let window = self.window.min(queue.domains(self.busy.keys()));
        for event in queue.events() {
            if is_held || domains.len() >= window {
                break;
            }
            // Only the first update of each domain.
            if !domains.insert(event.key) {
                continue;
            }
            let due = self.failed.get(&event.id).map_or(0.0, |failed| failed.due);
            if due > now {
                wake = wake.min(due);
            } else {
                ready.push(event);
            }
        }
        let mut starting = Vec::new();
        for event in ready {
            match self.connections.take(self.busy.len(), domains.len(), now) {
                Ok(()) => {
                    self.busy.insert(event.key, event.id);
                    starting.push(event.clone());
                }
                Err(again) => {
                    wake = wake.min(again.unwrap_or(wake));
                    break;
                }
            }
        }
        (starting, wake)
    }
}

/// Removes an update that was delivered, or schedules it again.
fn complete(state: &Shared, bot: i64, delivered: &Delivered, schedule: &mut Schedule) {
    let Delivered { event, outcome, keeps_connection, .. } = delivered;
    let mut world = state.world();
    let (now, date) = (world.clock.now(), world.clock.date());
    schedule.busy.remove(&event.key);
    schedule.connections.release(outcome.is_success(), *keeps_connection, now);
    let mut failed = schedule.failed.remove(&event.id).unwrap_or_default();
    failed.attempts += 1;
    let mut report = json!({
        "bot": bot, "update_id": event.id, "attempt": failed.attempts,
    });
    match outcome {
        DeliveryOutcome::Status(status, _) => report["status"] = json!(status),
        DeliveryOutcome::NoResponse(why) | DeliveryOutcome::Unreachable(why) => {
            report["error"] = json!(why);
        }
    }
    world.emit("delivery", report);
    if outcome.is_success() {
        let state = world.bot(bot);
        state.queue.remove(event.id);
        if let Some(webhook) = &mut state.webhook {
            webhook.gone_since = None;
        }
        return;
    }
    if matches!(outcome, DeliveryOutcome::Unreachable(_)) {
        // Nothing was sent, so the delay does not grow: retried with the next connection.
        schedule.failed.insert(event.id, failed);
    } else {
        let delay = failed.backoff.next_delay(outcome, &mut world.random);
        if now + delay > event.expires_at {
            world.bot(bot).queue.remove(event.id);
        } else {
            schedule.failed.insert(event.id, Failed { due: now + delay, ..failed });
        }
    }
    let state = world.bot(bot);
    let set = state.webhook.as_mut().filter(|set| set.generation == schedule.generation);
    let Some(webhook) = set else { return };
    webhook.last_error = Some((date, outcome.error_message()));
    match outcome {
        DeliveryOutcome::Status(410, _) => {
            let since = *webhook.gone_since.get_or_insert(now);
            if now - since > MAX_GONE {
                state.webhook = None;
            }
        }
        DeliveryOutcome::Status(..) => webhook.gone_since = None,
        DeliveryOutcome::NoResponse(_) | DeliveryOutcome::Unreachable(_) => {}
    }
}

/// Makes the call in a webhook's response; its result is discarded.
async fn call_from_response(state: &Shared, bot: i64, mut params: Params) {
    let Some(Value::String(method)) = params.values.remove("method") else { return };
    let lower = method.to_lowercase();
    let is_ignored = lower.starts_with("get")
        || ["setwebhook", "deletewebhook", "close", "logout"].contains(&&*lower);
    if !is_ignored {
        let _ = call(state, bot, &method, params).await;
    }
}
