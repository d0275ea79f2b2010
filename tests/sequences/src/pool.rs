//! Values that answers and updates contained, to be used in later steps.

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use crate::random::Random;

/// The most values of one name.
const MOST: usize = 16;

/// Parents whose `id` has the name of another: `from.id` is the id of a user.
const PARENTS: [(&str, &str); 9] = [
    ("from", "user_id"),
    ("sender_user", "user_id"),
    ("new_chat_members", "user_id"),
    ("sender_chat", "chat_id"),
    ("users", "user_id"),
    ("chats", "chat_id"),
    ("inline_query", "inline_query_id"),
    ("callback_query", "callback_query_id"),
    ("business_connection", "business_connection_id"),
];

/// Names whose values are used again, besides those that end in `_id`.
const KEPT: [&str; 8] = [
    "id",
    "invite_link",
    "callback_data",
    "username",
    "file_path",
    "telegram_payment_charge_id",
    "set_name",
    "last_error_message",
];

/// Contents of messages that some steps require.
const CONTENTS: [&str; 6] = ["poll", "invoice", "game", "checklist", "paid_media", "reply_markup"];

/// The values, by name.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    values: BTreeMap<String, VecDeque<Value>>,
    /// Messages: chat and id.
    messages: VecDeque<(i64, i64)>,
    /// Those with a content.
    with: BTreeMap<&'static str, VecDeque<(i64, i64)>>,
}

impl Pool {
    /// Adds the values of an answer or an update. `parent` names it.
    pub(crate) fn add(&mut self, parent: &str, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.add(parent, item)),
            Value::Object(members) => {
                let chat = members.get("chat").and_then(|chat| chat["id"].as_i64());
                let id = members.get("message_id").and_then(Value::as_i64);
                if let (Some(chat), Some(id)) = (chat, id) {
                    push(&mut self.messages, (chat, id), 2 * MOST);
                    for content in CONTENTS.into_iter().filter(|name| members.contains_key(*name)) {
                        push(self.with.entry(content).or_default(), (chat, id), MOST);
                    }
                }
                for (name, value) in members {
                    if name == "id" {
                        let known = PARENTS.iter().find(|(known, _)| *known == parent);
                        let name =
                            known.map_or(format!("{parent}_id"), |(_, name)| (*name).to_owned());
                        self.keep(&name, value);
                    }
                    if name.ends_with("_id") || KEPT.contains(&&**name) {
                        self.keep(name, value);
                    }
                    self.add(name, value);
                }
            }
            _ => {}
        }
    }

    fn keep(&mut self, name: &str, value: &Value) {
        if value.is_string() || value.is_number() {
            push(self.values.entry(name.to_owned()).or_default(), value.clone(), MOST);
        }
    }

    /// A value of a name, preferably a recent one.
    pub(crate) fn value(&self, name: &str, random: &mut Random) -> Option<Value> {
        let values = self.values.get(name)?;
        values.get(random.index(values.len())).cloned()
    }

    /// The chat and the id of a message, preferably one with a content.
    pub(crate) fn message(&self, content: Option<&str>, random: &mut Random) -> Option<(i64, i64)> {
        let messages = content.and_then(|content| self.with.get(content));
        let messages = messages.unwrap_or(&self.messages);
        messages.get(random.index(messages.len())).copied()
    }
}

/// Adds a value unless it is there; the oldest are dropped.
fn push<T: PartialEq>(values: &mut VecDeque<T>, value: T, most: usize) {
    if !values.contains(&value) {
        values.push_back(value);
    }
    if values.len() > most {
        values.pop_front();
    }
}
