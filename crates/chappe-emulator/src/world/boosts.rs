//! Boosts of chats.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::{Talk, World};

/// How long a boost lasts, in seconds: 30 days.
const PERIOD: i64 = 2_592_000;

/// The boosts of all chats.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Boosts {
    of_chat: BTreeMap<i64, Vec<Boost>>,
}

/// A boost.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Boost {
    user: i64,
    /// The `ChatBoost`.
    json: Value,
}

impl Boost {
    fn ends_at(&self) -> i64 {
        self.json["expiration_date"].as_i64().unwrap_or_default()
    }
}

impl World {
    /// Boosts a chat as a user with Telegram Premium, and notifies the bots that are its
    /// administrators.
    pub(crate) fn boost(&mut self, chat: i64, user: i64) -> Value {
        let now = self.clock.date();
        let id = format!("emuBoost{:08}", self.number("boost"));
        let person = self.user(user).cloned();
        let source = json!({"source": "premium", "user": person});
        let boost = json!({
            "boost_id": id, "add_date": now, "expiration_date": now + PERIOD, "source": source,
        });
        let boosts = self.boosts.of_chat.entry(chat).or_default();
        boosts.push(Boost { user, json: boost.clone() });
        let json = self.chat_json(Talk::Chat(chat));
        for bot in self.administrators(chat) {
            self.push_update(bot, json!({"chat_boost": {"chat": json, "boost": boost}}));
        }
        // Channels show no service message.
        if json["type"] == "supergroup" {
            let message = json!({"from": person, "boost_added": {"boost_count": 1}});
            let message = self.store_message(Talk::Chat(chat), message, None, None);
            self.notify_bots(Talk::Chat(chat), &message, false, None);
        }
        boost
    }

    /// The boosts of a chat by a user, from the oldest to the newest.
    pub(crate) fn boosts_by(&self, chat: i64, user: i64) -> Vec<Value> {
        let boosts = self.boosts.of_chat.get(&chat).into_iter().flatten();
        boosts.filter(|boost| boost.user == user).map(|boost| boost.json.clone()).collect()
    }

    /// Removes the boosts of a chat by a user. Returns whether there were any.
    pub(crate) fn remove_boosts(&mut self, chat: i64, user: i64) -> bool {
        self.end_boosts(chat, |boost| boost.user == user)
    }

    /// When the next boost ends, in Unix time.
    #[expect(clippy::cast_precision_loss, reason = "a time of this century")]
    pub(super) fn next_boost_ends_at(&self) -> Option<f64> {
        let boosts = self.boosts.of_chat.values().flatten();
        boosts.map(Boost::ends_at).min().map(|at| at as f64)
    }

    /// Ends the boosts whose time has passed.
    pub(super) fn end_due_boosts(&mut self) {
        let now = self.clock.date();
        let chats: Vec<i64> = self.boosts.of_chat.keys().copied().collect();
        for chat in chats {
            self.end_boosts(chat, |boost| boost.ends_at() <= now);
        }
    }

    /// Ends boosts of a chat, and notifies the bots that are its administrators. Returns whether
    /// there were any.
    fn end_boosts(&mut self, chat: i64, ends: impl Fn(&Boost) -> bool) -> bool {
        let Some(boosts) = self.boosts.of_chat.get_mut(&chat) else { return false };
        let (gone, left): (Vec<_>, Vec<_>) = boosts.drain(..).partition(ends);
        if left.is_empty() {
            self.boosts.of_chat.remove(&chat);
        } else {
            *boosts = left;
        }
        let (json, now) = (self.chat_json(Talk::Chat(chat)), self.clock.date());
        for boost in &gone {
            let removed = json!({
                "chat": json, "boost_id": boost.json["boost_id"], "remove_date": now,
                "source": boost.json["source"],
            });
            for bot in self.administrators(chat) {
                self.push_update(bot, json!({"removed_chat_boost": removed}));
            }
        }
        !gone.is_empty()
    }
}
