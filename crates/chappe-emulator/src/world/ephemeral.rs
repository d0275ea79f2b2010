//! Ephemeral messages: only their receiver sees them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::{Talk, World, conversation_event};

/// The key of an ephemeral message: the chat, the receiver and the id.
type Key = (Talk, i64, i64);

/// An ephemeral message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Ephemeral {
    /// The `Message`.
    pub(crate) json: Value,
    /// The bot that sent it.
    pub(crate) by: i64,
    /// The message in whose place it is shown.
    replaces: Option<i64>,
}

/// The ephemeral messages of all chats.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct EphemeralMessages(
    #[serde(with = "crate::world::pairs")] BTreeMap<Key, Ephemeral>,
);

impl EphemeralMessages {
    /// Keeps only the newest messages that each user sees in each chat.
    pub(super) fn keep(&mut self, most: usize) {
        let viewers: BTreeSet<_> = self.0.keys().map(|(talk, user, _)| (*talk, *user)).collect();
        for (talk, user) in viewers {
            self.keep_of(talk, user, most);
        }
    }

    /// Keeps only the newest messages that a user sees in a chat.
    fn keep_of(&mut self, talk: Talk, user: i64, most: usize) {
        let of = self.0.range((talk, user, i64::MIN)..=(talk, user, i64::MAX));
        for old in of.rev().skip(most).map(|(key, _)| *key).collect::<Vec<_>>() {
            self.0.remove(&old);
        }
    }
}

impl Ephemeral {
    /// The message as its receiver sees it.
    fn seen(&self) -> Value {
        let mut seen = self.json.clone();
        if let Some(id) = self.replaces {
            seen["replaces_message_id"] = json!(id);
        }
        seen
    }
}

impl World {
    /// Stores an ephemeral message of a bot, with an id and a date. Returns the `Message`.
    pub(crate) fn store_ephemeral(
        &mut self,
        talk: Talk,
        receiver: i64,
        mut json: Value,
        by: i64,
        replaces: Option<i64>,
    ) -> Value {
        let id = self.number("ephemeral message");
        json["message_id"] = json!(0);
        json["ephemeral_message_id"] = json!(id);
        json["date"] = json!(self.clock.date());
        json["chat"] = self.chat_json(talk);
        json["receiver_user"] = self.user(receiver).cloned().unwrap_or_default();
        let stored = Ephemeral { json: json.clone(), by, replaces };
        self.show_ephemeral((talk, receiver, id), stored);
        json
    }

    /// Stores an ephemeral message, and emits an event.
    pub(crate) fn show_ephemeral(&mut self, key: Key, stored: Ephemeral) {
        let mut event = conversation_event(key.0, "message", stored.seen());
        event["user"] = json!(key.1);
        self.message_state.ephemeral.0.insert(key, stored);
        if let Some(most) = self.kept {
            self.message_state.ephemeral.keep_of(key.0, key.1, most);
        }
        self.emit("ephemeral", event);
    }

    pub(crate) fn ephemeral(&self, key: Key) -> Option<&Ephemeral> {
        self.message_state.ephemeral.0.get(&key)
    }

    /// Removes an ephemeral message. Returns whether there was one.
    pub(crate) fn remove_ephemeral(&mut self, key: Key) -> bool {
        if self.message_state.ephemeral.0.remove(&key).is_none() {
            return false;
        }
        let mut event = conversation_event(key.0, "ephemeral_message_ids", json!([key.2]));
        event["user"] = json!(key.1);
        self.emit("ephemeral_delete", event);
        true
    }

    /// The ephemeral messages that a user sees in a chat, oldest first.
    pub(crate) fn ephemerals(&self, talk: Talk, user: i64) -> Vec<Value> {
        let of = (talk, user, i64::MIN)..=(talk, user, i64::MAX);
        self.message_state.ephemeral.0.range(of).map(|(_, stored)| stored.seen()).collect()
    }
}
