//! Events, and the number that changes with the state.

use serde_json::{Value, json};
use tokio::sync::{broadcast, watch};

use crate::world::World;

/// The most events that a subscriber can be behind.
const MOST: usize = 1024;

/// A channel without subscribers.
pub(super) fn channel() -> broadcast::Sender<String> {
    broadcast::Sender::new(MOST)
}

impl World {
    /// The next number of a counter, from 1.
    pub(crate) fn number(&mut self, sort: &'static str) -> i64 {
        let next = match self.next.get_mut(sort) {
            Some(next) => next,
            None => self.next.entry(sort.into()).or_default(),
        };
        *next += 1;
        *next
    }

    /// Emits an event to all subscribers.
    pub(crate) fn emit(&mut self, kind: &str, event: Value) {
        self.emit_with(kind, || event);
    }

    /// Emits an event, which is created only if there are subscribers.
    pub(crate) fn emit_with(&mut self, kind: &str, event: impl FnOnce() -> Value) {
        let seq = self.number("event");
        if self.has_subscribers() {
            let mut event = event();
            event["type"] = json!(kind);
            event["seq"] = json!(seq);
            event["at"] = json!(self.clock.now());
            // An error reports that the last subscriber has just left.
            let _ = self.events.send(event.to_string());
        }
        self.changed();
    }

    /// Whether events have subscribers.
    pub(crate) fn has_subscribers(&self) -> bool {
        self.events.receiver_count() > 0
    }

    /// Notifies those who wait for changes.
    pub(crate) fn changed(&mut self) {
        self.version.send_modify(|version| *version += 1);
    }

    /// Subscribes to events, serialized as JSON.
    pub(crate) fn watch(&self) -> broadcast::Receiver<String> {
        self.events.subscribe()
    }

    /// A number that changes with the state.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }
}
