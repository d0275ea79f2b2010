//! The updates that were sent to bots, and the traces that bots reported.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// An update that was sent to a bot.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct SentUpdate {
    seq: u64,
    bot: i64,
    id: i64,
    update: Value,
    at: f64,
    /// The trace that the bot reported.
    trace: Option<Value>,
}

/// The updates of all bots, from the oldest to the newest; the oldest are dropped.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct History {
    given: VecDeque<SentUpdate>,
    next: u64,
    /// Bots that report the start of updates, and bots that report only the end.
    begin: BTreeSet<i64>,
    end: BTreeSet<i64>,
    /// The update that each bot handles, by chat: the presumed cause of its calls.
    #[serde(with = "crate::world::pairs")]
    current: BTreeMap<(i64, i64), i64>,
}

const MOST: usize = 10_000;

/// The most updates that are considered in-flight.
const RECENT: usize = 200;

/// The parameters with the id of a query, and the updates that contain it.
const QUERY_IDS: [(&str, &str); 4] = [
    ("callback_query_id", "callback_query"),
    ("inline_query_id", "inline_query"),
    ("pre_checkout_query_id", "pre_checkout_query"),
    ("shipping_query_id", "shipping_query"),
];

impl History {
    /// Adds an update.
    pub(crate) fn add(&mut self, bot: i64, id: i64, update: Value, at: f64) {
        if let Some(chat) = chat_of(&update) {
            self.current.insert((bot, chat), id);
        }
        self.next += 1;
        self.given.push_back(SentUpdate { seq: self.next, bot, id, update, at, trace: None });
        if self.given.len() > MOST {
            self.given.pop_front();
        }
    }

    /// Keeps the newest updates only.
    pub(crate) fn keep(&mut self, most: usize) {
        self.given.drain(..self.given.len().saturating_sub(most));
    }

    /// Records that a bot has started to handle an update, which is the cause of its
    /// further calls in that chat.
    pub(crate) fn begin(&mut self, bot: i64, id: i64) {
        self.begin.insert(bot);
        if let Some(chat) = self.find(bot, id).and_then(|given| chat_of(&given.update)) {
            self.current.insert((bot, chat), id);
        }
    }

    /// Stores the trace of an update.
    pub(crate) fn set_trace(&mut self, bot: i64, id: i64, trace: Value) {
        self.end.insert(bot);
        if let Some(given) = self.find(bot, id) {
            given.trace = Some(trace);
        }
    }

    /// The update that caused a call, as far as the parameters identify it.
    pub(crate) fn cause(&self, bot: i64, params: &Value) -> Option<i64> {
        for (param, kind) in QUERY_IDS {
            if let Some(asked) = params[param].as_str() {
                let mut newest = self.given.iter().rev();
                let is_it =
                    |given: &&SentUpdate| given.bot == bot && given.update[kind]["id"] == asked;
                return newest.find(is_it).map(|given| given.id);
            }
        }
        let chat = params["chat_id"].as_i64()?;
        let latest = self.current.get(&(bot, chat)).copied();
        if self.begin.contains(&bot) || !self.end.contains(&bot) {
            return latest;
        }
        // The updates of a chat are handled one at a time, so the cause is the first one
        // that has not ended.
        let mut running = self.given.iter().rev().take(RECENT).filter(|given| {
            given.bot == bot && given.trace.is_none() && chat_of(&given.update) == Some(chat)
        });
        running.next_back().map(|given| given.id).or(latest)
    }

    /// The updates after a number, of one bot or of all.
    pub(crate) fn after(&self, seq: u64, bot: Option<i64>) -> Vec<Value> {
        let known = self.given.partition_point(|given| given.seq <= seq);
        let wanted = self.given.iter().skip(known);
        let wanted = wanted.filter(|given| bot.is_none_or(|bot| given.bot == bot));
        wanted.map(SentUpdate::json).collect()
    }

    /// Whether a bot was sent an update that fits.
    pub(crate) fn has(&self, bot: i64, fits: impl Fn(&Value) -> bool) -> bool {
        self.given.iter().any(|given| given.bot == bot && fits(&given.update))
    }

    /// A copy with the newest updates only.
    pub(crate) fn newest(&self, most: usize) -> Self {
        let old = self.given.len().saturating_sub(most);
        Self {
            given: self.given.range(old..).cloned().collect(),
            next: self.next,
            begin: self.begin.clone(),
            end: self.end.clone(),
            current: self.current.clone(),
        }
    }

    /// Continues the numbers of another history.
    pub(crate) fn continue_after(&mut self, before: &Self) {
        self.next = self.next.max(before.next);
    }

    /// Shifts the ids of a bot's updates, from an id on.
    pub(crate) fn shift(&mut self, bot: i64, from: i64, by: i64) {
        for given in self.given.iter_mut().filter(|given| given.bot == bot && given.id >= from) {
            given.id += by;
        }
        for ((other, _), id) in &mut self.current {
            if *other == bot && *id >= from {
                *id += by;
            }
        }
    }

    fn find(&mut self, bot: i64, id: i64) -> Option<&mut SentUpdate> {
        self.given.iter_mut().rev().find(|given| given.bot == bot && given.id == id)
    }
}

impl SentUpdate {
    fn json(&self) -> Value {
        let mut update = self.update.clone();
        update["update_id"] = json!(self.id);
        let mut json = json!({"seq": self.seq, "bot": self.bot, "update": update, "at": self.at});
        if let Some(trace) = &self.trace {
            json["trace"] = trace.clone();
        }
        json
    }
}

/// The chat of an update, or its user if it has no chat.
fn chat_of(update: &Value) -> Option<i64> {
    let payload = update.as_object()?.iter().find(|(name, _)| *name != "update_id")?.1;
    let found = [&payload["chat"], &payload["message"]["chat"], &payload["from"], &payload["user"]];
    found.into_iter().find_map(|who| who["id"].as_i64())
}
