//! Conversations and what was said in them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where people and bots talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Talk {
    /// A user and a bot.
    Private { bot: i64, user: i64 },
    /// A group, supergroup or channel.
    Chat(i64),
}

impl Talk {
    /// The id of the chat, as messages tell it.
    pub(crate) fn chat_id(self) -> i64 {
        match self {
            Self::Private { user, .. } => user,
            Self::Chat(id) => id,
        }
    }
}

/// A message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Stored {
    /// The `Message` as bots get it.
    pub(crate) json: Value,
    /// A keyboard that bots do not get back.
    pub(crate) keyboard: Option<Value>,
    /// The bot that sent it.
    pub(crate) by: Option<i64>,
}

impl Stored {
    /// The message as people see it.
    pub(crate) fn seen(&self) -> Value {
        let mut seen = self.json.clone();
        if let Some(keyboard) = &self.keyboard {
            seen["reply_markup"] = keyboard.clone();
        }
        seen
    }
}
