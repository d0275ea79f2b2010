//! The conversations that bots read and write to.

use serde_json::{Value, json};

use crate::{
    error::ApiError,
    world::{Chat, Status, Talk, World},
};

/// What a method does in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// It reads what also those see who have left.
    Read,
    /// It reads the members.
    ReadMembers,
    Write,
}

impl World {
    /// The conversation of a bot with a chat's id or username.
    pub(crate) fn accessible(
        &self,
        bot: i64,
        chat: &Value,
        access: Access,
    ) -> Result<Talk, ApiError> {
        let by_name = |name: &str| {
            let has_name = |json: &Value| {
                json["username"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(name))
            };
            self.chats.values().find(|chat| has_name(&chat.json)).map(|chat| chat.id)
        };
        let id = match chat {
            Value::String(name) => name.strip_prefix('@').and_then(by_name),
            chat => chat.as_i64(),
        };
        let id = id.ok_or_else(ApiError::chat_not_found)?;
        if self.users.contains_key(&id) {
            return self.private(bot, id, access);
        }
        let chat = self.chats.get(&id).ok_or_else(ApiError::chat_not_found)?;
        self.check_chat(bot, chat, access)?;
        Ok(Talk::Chat(id))
    }

    fn private(&self, bot: i64, user: i64, access: Access) -> Result<Talk, ApiError> {
        if access == Access::Write && self.blocked.contains(&(bot, user)) {
            return Err(ApiError::forbidden("bot was blocked by the user"));
        }
        let private = Talk::Private { bot, user };
        if self.talks.contains_key(&private) || self.may_contact(bot, user) {
            Ok(private)
        } else if self.chats.values().any(|chat| chat.has(bot) && chat.has(user)) {
            Err(ApiError::forbidden("bot can't initiate conversation with a user"))
        } else {
            Err(ApiError::chat_not_found())
        }
    }

    /// Checks a group or channel. Groups stay readable for bots that have left, and public
    /// supergroups and channels for all bots that are not banned.
    fn check_chat(&self, bot: i64, chat: &Chat, access: Access) -> Result<(), ApiError> {
        let (kind, is_group) = (chat.kind(), chat.kind() == "group");
        if is_group && access == Access::Read {
            return Ok(());
        }
        if let Some(new) = chat.migrated_to {
            let mut error = ApiError::bad_request("group chat was upgraded to a supergroup chat");
            error.parameters.insert("migrate_to_chat_id".to_owned(), json!(new));
            return Err(error);
        }
        let member = chat.member(bot, self.clock.date());
        let is_public = chat.json["username"].is_string() && access != Access::Write;
        let why = match member.status {
            Status::Kicked => "was kicked from",
            _ if !member.is_in() && !is_public => "is not a member of",
            _ => return Ok(()),
        };
        Err(ApiError::forbidden(&format!("bot {why} the {kind} chat")))
    }
}
