//! Conversations and their messages.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Talk {
    /// The private chat of a user and a bot.
    Private { bot: i64, user: i64 },
    /// A group, supergroup or channel.
    Chat(i64),
    /// The private chat of a business account and another user.
    Business { account: i64, user: i64 },
}

impl Talk {
    /// The id of the chat in messages.
    pub(crate) fn chat_id(self) -> i64 {
        match self {
            Self::Private { user, .. } | Self::Business { user, .. } => user,
            Self::Chat(id) => id,
        }
    }
}

/// A message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Stored {
    /// The `Message` as bots receive it.
    pub(crate) json: Value,
    /// A keyboard that is not part of the `Message`.
    pub(crate) keyboard: Option<Value>,
    /// The bot that sent it.
    pub(crate) by: Option<i64>,
}

impl Stored {
    /// The message as users see it who have not bought its media.
    pub(crate) fn seen(&self) -> Value {
        let mut seen = self.seen_unlocked();
        super::paid_media::lock(&mut seen);
        seen
    }

    /// The message as users see it.
    pub(super) fn seen_unlocked(&self) -> Value {
        let mut seen = self.json.clone();
        if let Some(keyboard) = &self.keyboard {
            seen["reply_markup"] = keyboard.clone();
        }
        seen
    }
}
