//! Queries of users that bots answer.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::world::{Order, Talk, World};

/// A press of a button.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Callback {
    pub(crate) bot: i64,
    pub(crate) user: i64,
    pub(crate) talk: Talk,
    pub(crate) message: i64,
    pub(crate) at: f64,
    pub(crate) answer: Option<Value>,
}

/// An inline query.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Inline {
    pub(crate) bot: i64,
    pub(crate) user: i64,
    pub(crate) query: String,
    pub(crate) at: f64,
    pub(crate) answer: Option<Value>,
}

/// A message that a user sent via a bot.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InlineMessage {
    pub(crate) bot: i64,
    /// The message in this emulator, if it is in one of its chats.
    pub(crate) place: Option<(Talk, i64)>,
    /// The message; null if it is unknown.
    pub(crate) json: Value,
}

/// A query about the payment or the shipping of an invoice.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Payment {
    pub(crate) bot: i64,
    pub(crate) at: f64,
    /// What is paid after a positive answer; `None` for shipping, and for invoices that are not
    /// in this emulator.
    #[serde(default)]
    pub(crate) order: Option<Order>,
    pub(crate) is_answered: bool,
    /// The bot's answer.
    #[serde(default)]
    pub(crate) answer: Option<Value>,
    /// The address of a shipping query.
    #[serde(default)]
    pub(crate) address: Option<Value>,
}

impl World {
    /// The inline id of a message in this emulator.
    pub(crate) fn inline_message_at(&self, talk: Talk, id: i64) -> Option<String> {
        let mut messages = self.inline_messages.iter();
        messages.find(|(_, message)| message.place == Some((talk, id))).map(|(id, _)| id.clone())
    }

    /// Registers the query of an update that was injected, so that a bot can answer it.
    pub(crate) fn note_query(&mut self, bot: i64, update: &Value) {
        let at = self.clock.now();
        let id = |query: &Value| query["id"].as_str().unwrap_or_default().to_owned();
        let user = |query: &Value| query["from"]["id"].as_i64().unwrap_or_default();
        if let Some(query) = update.get("callback_query") {
            let user = user(query);
            let chat = query["message"]["chat"]["id"].as_i64().unwrap_or(user);
            let is_private = chat == user;
            let talk = if is_private { Talk::Private { bot, user } } else { Talk::Chat(chat) };
            let message = query["message"]["message_id"].as_i64().unwrap_or_default();
            let callback = Callback { bot, user, talk, message, at, answer: None };
            self.callbacks.insert(id(query), callback);
        }
        if let Some(query) = update.get("inline_query") {
            let text = query["query"].as_str().unwrap_or_default().to_owned();
            let inline = Inline { bot, user: user(query), query: text, at, answer: None };
            self.inlines.insert(id(query), inline);
        }
        for name in ["pre_checkout_query", "shipping_query"] {
            if let Some(query) = update.get(name) {
                let payment = Payment { bot, at, ..Payment::default() };
                self.payments.insert(id(query), payment);
            }
        }
        for name in ["callback_query", "chosen_inline_result"] {
            let message = update.get(name).and_then(|query| query["inline_message_id"].as_str());
            if let Some(message) = message {
                let unknown = InlineMessage { bot, place: None, json: Value::Null };
                self.inline_messages.entry(message.to_owned()).or_insert(unknown);
            }
        }
    }
}
