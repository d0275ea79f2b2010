//! Snapshots of the world, and restoring them.

use serde::{Deserialize as _, Serialize};
use serde_json::{Value, json};

use crate::world::World;

/// The version of the format.
const SNAPSHOT: u64 = 2;

/// The most calls and updates in a [file](World::snapshot_for_file): as many as the inspector
/// shows.
const INSPECTED: usize = 500;

/// The snapshot in a file: also the port, to listen on the same one again.
#[derive(Serialize)]
struct ForFile<'a> {
    version: u64,
    now: f64,
    port: u16,
    world: &'a World,
}

/// Counters whose numbers clients store, so that they must not be reused.
const NUMBERS: [&str; 2] = ["event", "webhook"];

impl World {
    /// The whole state.
    pub(crate) fn snapshot(&self) -> serde_json::Result<Value> {
        let world = serde_json::to_value(self)?;
        Ok(json!({"version": SNAPSHOT, "now": self.clock.now(), "world": world}))
    }

    /// A snapshot for a file, as JSON, with only the newest calls and updates.
    pub(crate) fn snapshot_for_file(&mut self, port: u16) -> serde_json::Result<Vec<u8>> {
        let journal = self.journal.newest(INSPECTED);
        let history = self.history.newest(INSPECTED);
        let journal = std::mem::replace(&mut self.journal, journal);
        let history = std::mem::replace(&mut self.history, history);
        let now = self.clock.now();
        let json = serde_json::to_vec(&ForFile { version: SNAPSHOT, now, port, world: self });
        (self.journal, self.history) = (journal, history);
        json
    }

    /// Restores a snapshot, including the clock. Subscribers to events stay connected;
    /// pending `getUpdates` requests return no updates.
    ///
    /// # Errors
    ///
    /// Fails if the value is not a snapshot.
    pub(crate) fn restore(&mut self, snapshot: &Value) -> Result<(), String> {
        if snapshot["version"] != SNAPSHOT {
            return Err(format!("not a snapshot of version {SNAPSHOT}"));
        }
        let now = snapshot["now"].as_f64().ok_or("`now` is missing")?;
        let restored = Self::deserialize(&snapshot["world"]);
        let mut restored = restored.map_err(|error| format!("not a snapshot: {error}"))?;
        restored.continue_after(self);
        let (clock, events) = (self.clock.clone(), self.events.clone());
        let (version, kept) = (std::mem::take(&mut self.version), self.kept);
        clock.set(now);
        *self = Self { clock, events, version, ..restored };
        if let Some(most) = kept {
            self.keep(most);
        }
        let webhooks = self.bots.values().filter(|bot| bot.webhook.is_some());
        for bot in webhooks.map(|bot| bot.id).collect::<Vec<_>>() {
            // Ends the deliveries of the previous state.
            let generation = self.number("webhook").unsigned_abs();
            if let Some(webhook) = &mut self.bot(bot).webhook {
                webhook.generation = generation;
            }
        }
        self.emit("restored", json!({}));
        Ok(())
    }

    /// Bots and subscribers remember numbers of the previous state: none is reused, and
    /// pending updates get new ids.
    fn continue_after(&mut self, before: &Self) {
        for sort in NUMBERS {
            if let Some(last) = before.next.get(sort).copied() {
                let next = self.next.entry(sort.into()).or_default();
                *next = last.max(*next);
            }
        }
        self.journal.continue_after(&before.journal);
        self.history.continue_after(&before.history);
        for (id, bot) in &mut self.bots {
            let Some(before) = before.bots.get(id) else { continue };
            if let Some((from, by)) = bot.queue.continue_after(&before.queue) {
                self.history.shift(*id, from, by);
            }
        }
    }
}
