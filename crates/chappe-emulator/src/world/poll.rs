//! Polls and their votes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::world::{Talk, World};

/// The members of a `Poll` that only those who voted, or sent it, receive while it is open.
const SOLUTION: [&str; 3] = ["correct_option_ids", "explanation", "explanation_entities"];

/// A poll.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Poll {
    /// The bot that sent it; `None` if a user did.
    pub(crate) bot: Option<i64>,
    /// The `Poll` as bots receive it.
    pub(crate) json: Value,
    /// The solution of a user's quiz, which bots receive when it is closed.
    #[serde(default)]
    solution: Map<String, Value>,
    /// The options that users chose.
    votes: BTreeMap<i64, Vec<usize>>,
    /// The messages that contain it, as far as they are known.
    #[serde(default)]
    places: Vec<(Talk, i64)>,
}

impl Poll {
    pub(crate) fn new(bot: i64, json: Value) -> Self {
        Self {
            bot: Some(bot),
            json,
            solution: Map::new(),
            votes: BTreeMap::new(),
            places: Vec::new(),
        }
    }

    /// A poll that a user sent, of which bots do not receive the solution.
    pub(crate) fn of_user(mut json: Value) -> Self {
        let mut solution = Map::new();
        for name in SOLUTION {
            if let Some(value) = json.as_object_mut().and_then(|json| json.remove(name)) {
                solution.insert(name.to_owned(), value);
            }
        }
        Self { bot: None, json, solution, votes: BTreeMap::new(), places: Vec::new() }
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

    /// Removes a poll with the last message that contains it.
    pub(super) fn forget_poll(&mut self, id: &str, message: (Talk, i64)) {
        let Some(poll) = self.polls.get_mut(id) else { return };
        poll.places.retain(|place| *place != message);
        if poll.places.is_empty() {
            if let Some(at) = poll.closes_at() {
                self.closing.remove(&(at, id.to_owned()));
            }
            self.polls.remove(id);
        }
    }

    /// When the next poll closes, in Unix time.
    #[expect(clippy::cast_precision_loss, reason = "a time of this century")]
    pub(super) fn next_poll_closes_at(&self) -> Option<f64> {
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
        if json["is_closed"] == true {
            let solution = std::mem::take(&mut poll.solution);
            if let Some(poll) = poll.json.as_object_mut() {
                poll.extend(solution);
            }
        }
        let (bot, json) = (poll.bot, &poll.json.clone());
        for (talk, message) in self.places_of(id) {
            if let Some(stored) = self.message_mut(talk, message) {
                stored.json["poll"] = json.clone();
            }
        }
        self.emit("poll", json!({"poll": json}));
        if let Some(bot) = bot {
            self.push_update(bot, json!({"poll": json}));
        }
    }
    /// Notes the poll of a message that is stored.
    pub(super) fn note_poll(&mut self, talk: Talk, message: i64, json: &Value) {
        let id = json["poll"]["id"].as_str();
        if let Some(poll) = id.and_then(|id| self.polls.get_mut(id)) {
            poll.places.push((talk, message));
        }
    }

    /// The messages that contain a poll. All messages are searched only if one that was noted is
    /// no longer there.
    fn places_of(&mut self, id: &str) -> Vec<(Talk, i64)> {
        let Some(poll) = self.polls.get(id) else { return Vec::new() };
        let has_it = |(talk, message): &(Talk, i64)| {
            self.message(*talk, *message).is_some_and(|stored| stored.json["poll"]["id"] == id)
        };
        if !poll.places.is_empty() && poll.places.iter().all(has_it) {
            return poll.places.clone();
        }
        let all = self.talks.iter();
        let all = all.flat_map(|(talk, messages)| messages.keys().map(|message| (*talk, *message)));
        let places: Vec<(Talk, i64)> = all.filter(has_it).collect();
        if let Some(poll) = self.polls.get_mut(id) {
            poll.places.clone_from(&places);
        }
        places
    }
}
