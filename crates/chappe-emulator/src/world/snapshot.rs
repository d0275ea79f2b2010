//! Snapshots of the world, and coming back to them.

use serde::Deserialize as _;
use serde_json::{Value, json};

use crate::world::World;

/// The form of snapshots.
const SNAPSHOT: u64 = 1;

/// Numbers that others remember, and that must not be given twice.
const NUMBERS: [&str; 2] = ["event", "webhook"];

impl World {
    /// Everything, to come back to.
    pub(crate) fn snapshot(&self) -> serde_json::Result<Value> {
        let world = serde_json::to_value(self)?;
        Ok(json!({"version": SNAPSHOT, "now": self.clock.now(), "world": world}))
    }

    /// Comes back to a snapshot, its time included. Those who watch go on watching;
    /// questions for updates that wait are answered with none.
    ///
    /// # Errors
    ///
    /// If it is none.
    pub(crate) fn restore(&mut self, snapshot: &Value) -> Result<(), String> {
        if snapshot["version"] != SNAPSHOT {
            return Err(format!("this is no snapshot of version {SNAPSHOT}"));
        }
        let now = snapshot["now"].as_f64().ok_or("`now` is missing")?;
        let restored = Self::deserialize(&snapshot["world"]);
        let mut restored = restored.map_err(|error| format!("this is no snapshot: {error}"))?;
        restored.go_on_after(self);
        let (clock, events) = (self.clock.clone(), self.events.clone());
        let version = std::mem::take(&mut self.version);
        clock.set(now);
        *self = Self { clock, events, version, ..restored };
        let webhooks = self.bots.values().filter(|bot| bot.webhook.is_some());
        for bot in webhooks.map(|bot| bot.id).collect::<Vec<_>>() {
            // Deliveries of what was before end.
            let generation = self.number("webhook").unsigned_abs();
            if let Some(webhook) = &mut self.bot(bot).webhook {
                webhook.generation = generation;
            }
        }
        self.tell("restored", json!({}));
        Ok(())
    }

    /// Bots and those who watch remember numbers of the world before this one: no
    /// number is given to them twice, and what still waits for a bot gets a new one.
    fn go_on_after(&mut self, before: &Self) {
        for sort in NUMBERS {
            if let Some(last) = before.next.get(sort).copied() {
                let next = self.next.entry(sort.into()).or_default();
                *next = last.max(*next);
            }
        }
        self.journal.go_on_after(&before.journal);
        self.history.go_on_after(&before.history);
        for (id, bot) in &mut self.bots {
            let Some(before) = before.bots.get(id) else { continue };
            if let Some((from, by)) = bot.queue.go_on_after(&before.queue) {
                self.history.shift(*id, from, by);
            }
        }
    }
}
