//! Polls, and who voted for what.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::World;

/// A poll.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Poll {
    /// The bot that asks.
    pub(crate) bot: i64,
    /// The `Poll` as that bot gets it.
    pub(crate) json: Value,
    /// The options that people chose.
    votes: BTreeMap<i64, Vec<usize>>,
}

impl Poll {
    pub(crate) fn new(bot: i64, json: Value) -> Self {
        Self { bot, json, votes: BTreeMap::new() }
    }

    /// Notes what somebody chose; nothing takes a vote back.
    ///
    /// # Errors
    ///
    /// Why that cannot be.
    pub(crate) fn vote(&mut self, person: i64, chosen: Vec<usize>) -> Result<(), &'static str> {
        let options = self.json["options"].as_array().map_or(0, Vec::len);
        if self.json["is_closed"] == json!(true) {
            return Err("the poll is closed");
        }
        if chosen.iter().any(|option| *option >= options) {
            return Err("there is no such option");
        }
        if chosen.len() > 1 && self.json["allows_multiple_answers"] != json!(true) {
            return Err("one option may be chosen");
        }
        if self.json["type"] == "quiz" && self.votes.contains_key(&person) {
            return Err("a quiz is answered once");
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
    /// Puts a poll that changed into its messages, and tells the bot that asks.
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
        self.tell("poll", json!({"poll": json}));
        self.give(bot, json!({"poll": json}));
    }
}
