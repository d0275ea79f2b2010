//! Live locations: they can move until their period ends.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::{Talk, World, conversation_event};

/// The period of a location that is live forever.
pub(crate) const FOREVER: i64 = 0x7fff_ffff;

/// The members of a location that only a live one has.
pub(crate) const LIVE: [&str; 3] = ["live_period", "heading", "proximity_alert_radius"];

/// The live locations that end, by the time.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct LiveLocations(BTreeSet<(i64, Talk, i64)>);

impl LiveLocations {
    /// Removes the live location of a message that was removed.
    pub(super) fn forget(&mut self, talk: Talk, message: &Value) {
        if let (Some(end), Some(id)) = (ends_at(message), message["message_id"].as_i64()) {
            self.0.remove(&(end, talk, id));
        }
    }
}

/// When the live location of a message ends, in Unix time.
fn ends_at(message: &Value) -> Option<i64> {
    let period = message["location"]["live_period"].as_i64().filter(|period| *period > 0)?;
    let is_forever = period == FOREVER;
    Some(if is_forever { i64::MAX } else { message["date"].as_i64()?.saturating_add(period) })
}

/// Removes what only a live location has.
pub(crate) fn end_live_location(location: &mut Value) {
    for name in LIVE {
        location.as_object_mut().map(|location| location.remove(name));
    }
}

impl World {
    /// Registers the live location of a message, so that it ends.
    pub(crate) fn watch_live_location(&mut self, talk: Talk, message: &Value) {
        let (Some(end), Some(id)) = (ends_at(message), message["message_id"].as_i64()) else {
            return;
        };
        if end < i64::MAX {
            self.message_state.live.0.insert((end, talk, id));
        }
    }

    /// Ends the live locations whose time has passed. Bots receive no updates about it.
    pub(super) fn end_live_locations(&mut self) {
        if self.message_state.live.0.is_empty() {
            return;
        }
        let now = self.clock.date();
        while self.message_state.live.0.first().is_some_and(|(end, ..)| *end <= now) {
            let Some((_, talk, id)) = self.message_state.live.0.pop_first() else { return };
            let Some(stored) = self.message_mut(talk, id) else { continue };
            let Some(end) = ends_at(&stored.json) else { continue };
            // The period has been extended.
            if end > now {
                let message = stored.json.clone();
                self.watch_live_location(talk, &message);
                continue;
            }
            end_live_location(&mut stored.json["location"]);
            let event = conversation_event(talk, "message", stored.seen());
            self.emit("edit", event);
        }
    }
}

/// Whether the location of a message is live.
pub(crate) fn is_live(message: &Value) -> bool {
    message["location"]["live_period"].as_i64().is_some_and(|period| period > 0)
}

/// The `Location` with these parameters. The period is that of a live one, and 0 otherwise.
pub(crate) fn location(given: &Value, period: i64) -> Value {
    let mut location = json!({"latitude": given["latitude"], "longitude": given["longitude"]});
    if given["horizontal_accuracy"].as_f64().is_some_and(|accuracy| accuracy > 0.0) {
        location["horizontal_accuracy"] = given["horizontal_accuracy"].clone();
    }
    if period > 0 {
        location["live_period"] = json!(period);
        for name in ["heading", "proximity_alert_radius"] {
            if given[name].as_i64().is_some_and(|value| value > 0) {
                location[name] = given[name].clone();
            }
        }
    }
    location
}
