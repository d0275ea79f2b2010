//! A bot's queue of updates, by Telegram's law.

use std::collections::VecDeque;

use serde_json::{Value, json};

/// The most that is kept, in updates and in bytes, and the most of one update.
const MAX_EVENTS: usize = 100_000;
const MAX_BYTES: usize = 128 * 1024 * 1024;
const MAX_EVENT: usize = 512 * 1024;

/// The most of one batch, in bytes.
const MAX_BATCH: usize = 4 * 1024 * 1024;

/// How long most updates live, in seconds.
const DAY: f64 = 86_400.0;

/// Updates that go out one after another: no two with the same key at once.
pub(crate) type Key = (u8, i64);

#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) id: i64,
    pub(crate) update: Value,
    pub(crate) key: Key,
    pub(crate) expires_at: f64,
    size: usize,
}

/// Updates that wait to be fetched or delivered, oldest first.
#[derive(Debug)]
pub(crate) struct Queue {
    events: VecDeque<Event>,
    next: i64,
    bytes: usize,
}

impl Queue {
    /// An empty queue whose first update has this id.
    pub(crate) fn new(first: i64) -> Self {
        Self { events: VecDeque::new(), next: first, bytes: 0 }
    }

    /// Stores an update; its id, or none if there is no room for it.
    pub(crate) fn push(&mut self, mut update: Value, now: f64) -> Option<i64> {
        let id = self.next;
        update["update_id"] = json!(id);
        let size = update.to_string().len();
        let is_full = self.events.len() >= MAX_EVENTS || self.bytes + size > MAX_BYTES;
        if is_full || size > MAX_EVENT {
            return None;
        }
        self.next += 1;
        self.bytes += size;
        let (key, lifetime) = law(&update);
        self.events.push_back(Event { id, update, key, expires_at: now + lifetime, size });
        Some(id)
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.events.len()
    }

    /// Forgets what is too old.
    pub(crate) fn expire(&mut self, now: f64) {
        self.retain(|event| event.expires_at > now);
    }

    /// Forgets one update.
    pub(crate) fn remove(&mut self, id: i64) {
        self.retain(|event| event.id != id);
    }

    pub(crate) fn clear(&mut self) {
        self.retain(|_| false);
    }

    fn retain(&mut self, keep: impl Fn(&Event) -> bool) {
        let bytes = &mut self.bytes;
        self.events.retain(|event| {
            let keeps = keep(event);
            if !keeps {
                *bytes -= event.size;
            }
            keeps
        });
    }

    pub(crate) fn events(&self) -> impl Iterator<Item = &Event> {
        self.events.iter()
    }

    /// Forgets what an offset confirms: all before it; a negative one leaves so
    /// many at the end.
    ///
    /// An offset far in the future, or in the past, confirms nothing.
    pub(crate) fn confirm(&mut self, offset: i64) {
        let Some(head) = self.events.front().map(|event| event.id) else { return };
        if offset < 0 {
            let left = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let first = self.events.len().saturating_sub(left);
            let first = self.events.get(first).map_or(self.next, |event| event.id);
            self.retain(|event| event.id >= first);
        } else if offset <= self.next + 10 && offset >= head - 100_000 {
            self.retain(|event| event.id >= offset);
        }
    }

    /// The first updates, so many at most.
    pub(crate) fn batch(&self, limit: usize) -> Vec<Value> {
        let mut bytes = 0;
        let fits = |event: &&Event| {
            let is_first = bytes == 0;
            bytes += event.size;
            is_first || bytes <= MAX_BATCH
        };
        self.events.iter().take(limit).take_while(fits).map(|event| event.update.clone()).collect()
    }

    /// The next id: ids start anew after a quiet week.
    pub(crate) fn restart(&mut self, next: i64) {
        self.next = next;
    }
}

/// The order domain of an update, and how many seconds it lives.
fn law(update: &Value) -> (Key, f64) {
    let kind = kind(update);
    let payload = &update[kind];
    let id = |value: &Value| value["id"].as_i64().unwrap_or_default();
    let (chat, from) = (id(&payload["chat"]), id(&payload["from"]));
    let user = id(&payload["user"]);
    match kind {
        "inline_query" => ((1, from), 30.0),
        "chosen_inline_result" => ((2, from), 600.0),
        "callback_query" => ((3, from), 150.0),
        "shipping_query" | "pre_checkout_query" => ((4, from), 150.0),
        "my_chat_member" => ((5, chat), DAY),
        "chat_member" | "chat_join_request" => ((6, from), DAY),
        "chat_boost" | "removed_chat_boost" => ((7, chat), DAY),
        "message_reaction" => ((8, chat), DAY),
        "message_reaction_count" => ((9, chat), DAY),
        "business_connection" => ((10, user), DAY),
        "business_message" | "edited_business_message" | "deleted_business_messages" => {
            ((11, chat), DAY)
        }
        "purchased_paid_media" | "managed_bot" => ((12, from.max(user)), DAY),
        "guest_message" => ((13, chat), DAY),
        "poll" | "poll_answer" => {
            let poll = payload["id"].as_str().or_else(|| payload["poll_id"].as_str());
            ((14, poll.and_then(|id| id.parse().ok()).unwrap_or_default()), DAY)
        }
        _ => ((0, chat), DAY),
    }
}

/// The kind of an update: its one member besides the id.
pub(crate) fn kind(update: &Value) -> &str {
    let members = update.as_object().into_iter().flatten();
    members.map(|(name, _)| &**name).find(|name| *name != "update_id").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(first: i64, number: i64) -> Queue {
        let mut queue = Queue::new(first);
        for chat in 0..number {
            queue.push(json!({"message": {"chat": {"id": chat}}}), 0.0);
        }
        queue
    }

    fn ids(queue: &Queue) -> Vec<i64> {
        queue.events().map(|event| event.id).collect()
    }

    #[test]
    fn an_offset_confirms_what_is_before_it() {
        let after = |offset| {
            let mut queue = queue(10, 4);
            queue.confirm(offset);
            ids(&queue)
        };
        assert_eq!(
            [0, 10, 12, 14, 24, 25, -1, -2, -9, i64::MAX, i64::MIN].map(after),
            [
                vec![10, 11, 12, 13],
                vec![10, 11, 12, 13],
                vec![12, 13],
                vec![],
                vec![],
                // In the future: the server begins at the head and forgets nothing.
                vec![10, 11, 12, 13],
                vec![13],
                vec![12, 13],
                vec![10, 11, 12, 13],
                vec![10, 11, 12, 13],
                vec![10, 11, 12, 13],
            ],
        );
    }

    #[test]
    fn each_kind_lives_its_own_time() {
        let mut queue = Queue::new(1);
        for kind in ["inline_query", "callback_query", "chosen_inline_result", "message"] {
            queue.push(json!({kind: {"from": {"id": 1}, "chat": {"id": 1}}}), 0.0);
        }
        let left = [29.0, 31.0, 151.0, 601.0, 86_401.0].map(|now| {
            queue.expire(now);
            queue.len()
        });
        assert_eq!(left, [4, 3, 2, 1, 0]);
        assert_eq!(queue.bytes, 0);
    }

    #[test]
    fn what_is_too_large_is_not_stored() {
        let mut queue = Queue::new(1);
        let text = "x".repeat(600 * 1024);
        assert_eq!(queue.push(json!({"message": {"text": text}}), 0.0), None);
        assert_eq!(queue.push(json!({"message": {"text": "x"}}), 0.0), Some(1));
    }

    #[test]
    fn a_batch_holds_four_mebibytes_at_most() {
        let mut queue = Queue::new(1);
        for _ in 0..20 {
            queue.push(json!({"message": {"text": "x".repeat(500 * 1024)}}), 0.0);
        }
        assert_eq!((queue.batch(100).len(), queue.batch(3).len()), (8, 3));
    }
}
