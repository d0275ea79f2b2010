//! A bot's queue of updates, with the limits of Telegram's server.

use std::collections::{HashMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    json::{length, write_array},
    order_domain::order_domain,
};

pub(crate) use crate::order_domain::{Key, kind};

/// The limits of the queue, in updates and in bytes, and of one update in bytes.
const MAX_EVENTS: usize = 100_000;
const MAX_BYTES: usize = 128 * 1024 * 1024;
const MAX_EVENT: usize = 512 * 1024;

/// The largest batch, in bytes.
const MAX_BATCH: usize = 4 * 1024 * 1024;

/// Ids restart before they reach this one.
const LAST_ID: i64 = 2_000_000_000;
/// The first id after a restart.
const FIRST_ID: i64 = 2_000_001;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) id: i64,
    pub(crate) update: Value,
    pub(crate) key: Key,
    pub(crate) expires_at: f64,
    size: usize,
}

/// Updates to fetch or deliver, from the oldest to the newest.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Queue {
    events: VecDeque<Event>,
    next: i64,
    bytes: usize,
    /// No update expires before this time, so most calls need not check them all.
    #[serde(skip)]
    none_expires_before: f64,
    /// How many updates each order domain has; `None` until they are counted.
    #[serde(skip)]
    domains: Option<HashMap<Key, usize>>,
}

impl Queue {
    /// Creates an empty queue whose first update gets this id.
    pub(crate) fn new(first: i64) -> Self {
        Self {
            events: VecDeque::new(),
            next: first,
            bytes: 0,
            none_expires_before: 0.0,
            domains: None,
        }
    }

    /// Adds an update. Returns its id, or `None` if the queue is full.
    pub(crate) fn push(&mut self, mut update: Value, now: f64) -> Option<i64> {
        if self.next >= LAST_ID {
            self.restart(FIRST_ID);
        }
        let id = self.next;
        update["update_id"] = json!(id);
        let size = length(&update);
        if self.is_full(size) {
            self.expire(now);
        }
        if size > MAX_EVENT || self.is_full(size) {
            return None;
        }
        self.next += 1;
        self.bytes += size;
        let (key, lifetime) = order_domain(&update);
        if let Some(domains) = &mut self.domains {
            *domains.entry(key).or_default() += 1;
        }
        let expires_at = now + lifetime;
        self.none_expires_before = self.none_expires_before.min(expires_at);
        self.events.push_back(Event { id, update, key, expires_at, size });
        Some(id)
    }

    fn is_full(&self, more: usize) -> bool {
        self.events.len() >= MAX_EVENTS || self.bytes + more > MAX_BYTES
    }

    /// Moves pending updates to ids that another queue has not assigned. Returns the first
    /// id that moved, and the offset.
    pub(crate) fn continue_after(&mut self, before: &Self) -> Option<(i64, i64)> {
        let from = self.events.front().map_or(self.next, |event| event.id);
        let by = before.next - from;
        if by <= 0 {
            return None;
        }
        for event in &mut self.events {
            event.id += by;
            event.update["update_id"] = json!(event.id);
        }
        self.next += by;
        Some((from, by))
    }

    /// The number of pending updates.
    pub(crate) fn len(&self) -> usize {
        self.events.len()
    }

    /// Removes expired updates.
    pub(crate) fn expire(&mut self, now: f64) {
        if now < self.none_expires_before {
            return;
        }
        self.retain(|event| event.expires_at > now);
        let times = self.events.iter().map(|event| event.expires_at);
        self.none_expires_before = times.fold(f64::INFINITY, f64::min);
    }

    /// Whether an update is pending.
    pub(crate) fn holds(&self, id: i64) -> bool {
        self.position(id).is_ok()
    }

    /// The position of an update; ids are increasing.
    fn position(&self, id: i64) -> Result<usize, usize> {
        self.events.binary_search_by_key(&id, |event| event.id)
    }

    /// Removes one update.
    pub(crate) fn remove(&mut self, id: i64) {
        if let Some(removed) = self.position(id).ok().and_then(|at| self.events.remove(at)) {
            self.bytes -= removed.size;
            uncount(&mut self.domains, removed.key);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.retain(|_| false);
    }

    fn retain(&mut self, keep: impl Fn(&Event) -> bool) {
        let (bytes, domains) = (&mut self.bytes, &mut self.domains);
        self.events.retain(|event| {
            let keeps = keep(event);
            if !keeps {
                *bytes -= event.size;
                uncount(domains, event.key);
            }
            keeps
        });
    }

    pub(crate) fn events(&self) -> impl Iterator<Item = &Event> {
        self.events.iter()
    }

    /// The number of order domains, these included.
    pub(crate) fn domains<'a>(&mut self, these: impl Iterator<Item = &'a Key>) -> usize {
        let count = |mut domains: HashMap<Key, usize>, event: &Event| {
            *domains.entry(event.key).or_default() += 1;
            domains
        };
        let domains =
            self.domains.get_or_insert_with(|| self.events.iter().fold(HashMap::new(), count));
        domains.len() + these.filter(|key| !domains.contains_key(key)).count()
    }

    /// Removes the updates that an offset confirms: all before it. A negative offset keeps
    /// that many at the end.
    ///
    /// An offset far in the future or in the past confirms nothing.
    pub(crate) fn confirm(&mut self, offset: i64) {
        let Some(head) = self.events.front().map(|event| event.id) else { return };
        if offset < 0 {
            let left = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let first = self.events.len().saturating_sub(left);
            let first = self.events.get(first).map_or(self.next, |event| event.id);
            self.confirm_before(first);
        } else if offset <= self.next + 10 && offset >= head - 100_000 {
            self.confirm_before(offset);
        }
    }

    fn confirm_before(&mut self, id: i64) {
        while let Some(event) = self.events.front().filter(|event| event.id < id) {
            self.bytes -= event.size;
            uncount(&mut self.domains, event.key);
            self.events.pop_front();
        }
    }

    /// The first updates, up to a limit, as a JSON array.
    pub(crate) fn batch(&self, limit: usize) -> Vec<u8> {
        let mut bytes = 0;
        let fits = |event: &&Event| {
            let is_first = bytes == 0;
            bytes += event.size;
            is_first || bytes <= MAX_BATCH
        };
        let events = self.events.iter().take(limit).take_while(fits);
        let mut text = Vec::new();
        write_array(events.map(|event| &event.update), &mut text);
        text
    }

    /// Sets the next id, as Telegram chooses a new one after a week without updates.
    ///
    /// Pending updates are removed, because their ids would be out of order.
    pub(crate) fn restart(&mut self, next: i64) {
        self.clear();
        self.next = next.clamp(1, LAST_ID);
    }
}

/// Counts one update of an order domain less.
fn uncount(domains: &mut Option<HashMap<Key, usize>>, key: Key) {
    let Some(domains) = domains else { return };
    if let Some(number) = domains.get_mut(&key) {
        *number -= 1;
        if *number == 0 {
            domains.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order_domain::DAY;

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
    fn an_offset_confirms_all_updates_before_it() {
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
                // In the future: the server returns the first updates and removes none.
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
    fn each_kind_has_its_lifetime() {
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
    fn ids_restart_before_they_are_too_large() {
        let mut queue = Queue::new(1);
        queue.push(json!({"message": {}}), 0.0);
        queue.restart(i64::MAX);
        assert_eq!(queue.push(json!({"message": {}}), 0.0), Some(FIRST_ID));
        assert_eq!(ids(&queue), [FIRST_ID]);
    }

    #[test]
    fn the_order_domains_are_counted_in_all_ways_of_removing() {
        let mut queue = queue(1, 3);
        assert_eq!(queue.domains([(0, 2), (0, 9)].iter()), 4);
        for chat in [0, 5, 6, 6] {
            queue.push(json!({"message": {"chat": {"id": chat}}}), 0.0);
        }
        let mut counted = vec![queue.domains([].iter())];
        queue.remove(1);
        counted.push(queue.domains([].iter()));
        queue.remove(4);
        counted.push(queue.domains([].iter()));
        queue.confirm(4);
        counted.push(queue.domains([].iter()));
        queue.expire(DAY);
        counted.push(queue.domains([].iter()));
        assert_eq!(counted, [5, 5, 4, 2, 0]);
    }

    #[test]
    fn expired_updates_are_removed_from_a_full_queue() {
        let mut queue = queue(1, 100_000);
        assert_eq!(queue.push(json!({"message": {}}), 1.0), None);
        assert_eq!(queue.push(json!({"message": {}}), DAY), Some(100_001));
    }

    #[test]
    fn a_later_update_may_expire_earlier() {
        let mut queue = queue(1, 2);
        queue.expire(1.0);
        queue.push(json!({"callback_query": {"from": {"id": 5}}}), 1.0);
        let left = [150.0, 151.0, DAY].map(|now| {
            queue.expire(now);
            ids(&queue)
        });
        assert_eq!(left, [vec![1, 2, 3], vec![1, 2], vec![]]);
    }

    #[test]
    fn removing_an_update_does_not_visit_all_others() {
        let mut queue = queue(1, 100_000);
        let began = std::time::Instant::now();
        for id in 1..=100_000 {
            queue.remove(id);
            queue.remove(id);
        }
        assert_eq!((queue.len(), queue.bytes), (0, 0));
        assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
    }

    #[test]
    fn updates_that_are_too_large_are_not_stored() {
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
        let len = |batch: Vec<u8>| serde_json::from_slice::<Vec<Value>>(&batch).unwrap().len();
        assert_eq!((len(queue.batch(100)), len(queue.batch(3))), (8, 3));
    }
}
