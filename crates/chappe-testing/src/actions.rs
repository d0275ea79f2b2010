//! What people look at before they do something.

use http::Method;
use serde_json::{Value, json};

use crate::bot::TestBot;

impl TestBot {
    /// The messages of a chat, oldest first.
    pub(crate) fn messages(&self, chat: i64) -> Vec<Value> {
        let given = json!({"bot": self.token(), "chat_id": chat});
        match self.control(&Method::GET, "messages", &given)["messages"].take() {
            Value::Array(messages) => messages,
            _ => Vec::new(),
        }
    }

    /// How the emulator's control API calls the bot.
    pub(crate) fn token(&self) -> Value {
        json!(self.bot().id().0)
    }
}
