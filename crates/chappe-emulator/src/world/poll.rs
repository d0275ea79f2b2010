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

    /// The users who voted, with the options that each chose.
    pub(crate) fn votes(&self) -> impl Iterator<Item = (i64, &[usize])> {
        self.votes.iter().map(|(user, options)| (*user, &**options))
    }

    /// When the poll closes, in Unix time, if it is open and has a period.
    fn closes_at(&self) -> Option<i64> {
        self.json["close_date"].as_i64()
    }

    /// Closes the `Poll`. A closed poll has no period.
    pub(crate) fn close(json: &mut Value) {
        json["is_closed"] = json!(true);
        for name in ["open_period", "close_date"] {
            json.as_object_mut().map(|json| json.remove(name));
        }
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
        if self.json["allows_revoting"] == json!(false) && self.votes.contains_key(&person) {
            return Err("a vote in this poll cannot be changed");
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
    /// Adds a poll.
    pub(crate) fn add_poll(&mut self, id: String, poll: Poll) {
        if let Some(at) = poll.closes_at() {
            self.closing.insert((at, id.clone()));
        }
        self.polls.insert(id, poll);
    }

    /// When the next poll closes, in Unix time.
    #[expect(clippy::cast_precision_loss, reason = "a time of this century")]
    pub(crate) fn next_poll_closes_at(&self) -> Option<f64> {
        self.closing.first().map(|(at, _)| *at as f64)
    }

    /// Closes the polls whose time has passed.
    pub(super) fn close_due_polls(&mut self) {
        if self.closing.is_empty() {
            return;
        }
        let now = self.clock.date();
        while self.closing.first().is_some_and(|(at, _)| *at <= now) {
            let Some((_, id)) = self.closing.pop_first() else { return };
            let open = self.polls.get(&id).filter(|poll| poll.closes_at().is_some());
            if let Some(mut json) = open.map(|poll| poll.json.clone()) {
                Poll::close(&mut json);
                self.poll_changed(&json);
            }
        }
    }

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
