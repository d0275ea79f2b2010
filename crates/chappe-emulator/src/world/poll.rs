//! Polls and their votes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::World;

/// A poll.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Poll {
    /// The bot that sent it.
    pub(crate) bot: i64,
    /// The `Poll` as that bot receives it.
    pub(crate) json: Value,
    /// The options that users chose.
    votes: BTreeMap<i64, Vec<usize>>,
}

impl Poll {
    pub(crate) fn new(bot: i64, json: Value) -> Self {
        Self { bot, json, votes: BTreeMap::new() }
    }

    /// Records a vote. An empty list retracts it.
    ///
    /// # Errors
    ///
    /// Returns why the vote is not allowed.
    pub(crate) fn vote(&mut self, person: i64, chosen: Vec<usize>) -> Result<(), &'static str> {
        let options = self.json["options"].as_array().map_or(0, Vec::len);
        if self.json["is_closed"] == json!(true) {
            return Err("the poll is closed");
        }
        if chosen.iter().any(|option| *option >= options) {
            return Err("there is no such option");
        }
        if chosen.len() > 1 && self.json["allows_multiple_answers"] != json!(true) {
            return Err("the poll allows only one option");
        }
        if self.json["type"] == "quiz" && self.votes.contains_key(&person) {
            return Err("a vote in a quiz cannot be changed");
        }
        if chosen.is_empty() {
            self.votes.remove(&person);
        } else {
            self.votes.insert(person, chosen);
        }
        for (at, option) in self.json["options"].as_array_mut().into_iter().flatten().enumerate() {
            let count = self.votes.values().filter(|chosen| chosen.contains(&at)).count();
            option["voter_count"] = json!(count);
        }
        self.json["total_voter_count"] = json!(self.votes.len());
        Ok(())
    }
}

impl World {
    /// Updates a poll in its messages, and notifies the bot that sent it.
    pub(crate) fn poll_changed(&mut self, json: &Value) {
        let id = json["id"].as_str().unwrap_or_default();
        let Some(poll) = self.polls.get_mut(id) else { return };
        poll.json.clone_from(json);
        let bot = poll.bot;
        for stored in self.talks.values_mut().flat_map(|talk| talk.values_mut()) {
            if stored.json["poll"]["id"] == json["id"] {
                stored.json["poll"] = json.clone();
            }
        }
        self.emit("poll", json!({"poll": json}));
        self.push_update(bot, json!({"poll": json}));
    }
}
