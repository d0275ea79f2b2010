//! The members that several calls have.

use crate::control::calls::call::{Field, optional, required};

pub(super) const FROM: Field = required("from", "user id", "The user.");
pub(super) const CHAT: Field =
    optional("chat_id", "integer", "the private chat with the bot", "The chat.");
pub(super) const BOT: Field = optional(
    "bot",
    "id or token",
    "the only bot",
    "The bot of a private chat. Required if there are several.",
);
pub(super) const ONLY_BOT: Field = optional("bot", "id or token", "the only bot", "The bot.");
pub(super) const MESSAGE: Field = required("message_id", "integer", "The message.");
