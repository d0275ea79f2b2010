//! Who the bot is.

use chappe_types::{Str, UserId};

/// The bot's own identity, as `getMe` tells it.
///
/// The dispatcher knows it and each request shows it: a command may be
/// addressed to a bot by its username (`/start@name_bot`).
///
/// Source: Bot API 10.3, [`getMe`](https://core.telegram.org/bots/api#getme).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Me {
    /// The bot's user id; 0 if it was not told.
    pub id: UserId,
    /// The bot's username, without `@`; empty if it was not told.
    pub username: Str,
}

impl Me {
    /// A bot with this id and username (without `@`).
    pub fn new(id: impl Into<UserId>, username: impl Into<Str>) -> Self {
        Self { id: id.into(), username: username.into() }
    }
}
