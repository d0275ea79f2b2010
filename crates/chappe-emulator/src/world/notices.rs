//! Who is notified of messages: bots by updates, subscribers by events.

use serde_json::{Value, json};

use crate::world::{Chat, Talk, World};

impl World {
    /// Sends a message to the bots of its conversation, as new or as edited.
    pub(crate) fn notify_bots(
        &mut self,
        talk: Talk,
        message: &Value,
        is_edit: bool,
        but: Option<i64>,
    ) {
        let is_channel =
            matches!(talk, Talk::Chat(id) if self.chats.get(&id).is_some_and(Chat::is_channel));
        let [new, edited] = match talk {
            Talk::Business { .. } => ["business_message", "edited_business_message"],
            _ if is_channel => ["channel_post", "edited_channel_post"],
            _ => ["message", "edited_message"],
        };
        let name = if is_edit { edited } else { new };
        for bot in self.listeners(talk) {
            if Some(bot) != but {
                self.push_update(bot, json!({name: message}));
            }
        }
        if let (true, Talk::Chat(channel)) = (is_channel, talk) {
            self.discuss(channel, message, is_edit);
        }
    }
}

/// An event about a conversation.
pub(crate) fn conversation_event(talk: Talk, name: &str, value: impl Into<Value>) -> Value {
    let bot = match talk {
        Talk::Private { bot, .. } => json!(bot),
        Talk::Chat(_) | Talk::Business { .. } => Value::Null,
    };
    let mut event = json!({"bot": bot, "chat_id": talk.chat_id(), name: value.into()});
    if let Talk::Business { account, .. } = talk {
        event["business_account"] = json!(account);
    }
    event
}
