//! The identity of the bot.

use chappe_types::{Str, UserId};

/// The bot's identity, as returned by `getMe`.
///
/// The dispatcher stores it, and it is available in each request: a command can be addressed to a
/// bot by its username (`/start@name_bot`).
///
/// Source: Bot API 10.3, [`getMe`](https://core.telegram.org/bots/api#getme).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Me {
    /// The bot's user id; 0 if it is not set.
    pub id: UserId,
    /// The bot's username, without `@`; empty if it is not set.
    pub username: Str,
}

impl Me {
    /// Creates the identity of a bot with this id and username (without `@`).
    pub fn new(id: impl Into<UserId>, username: impl Into<Str>) -> Self {
        Self { id: id.into(), username: username.into() }
    }
}
