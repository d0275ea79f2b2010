//! A chat, by id or by username.

use crate::{
    ids::{ChatId, UserId},
    print::{Print, Printer, serialize_as_described},
    str::Str,
};

/// The chat that a method applies to: its id, or the `@username` of a public chat.
///
/// Source: Bot API 10.3, [`sendMessage`](https://core.telegram.org/bots/api#sendmessage).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Recipient {
    /// The id of a chat.
    Id(ChatId),
    /// The username of a public chat, with `@`.
    Username(Str),
}

impl From<ChatId> for Recipient {
    fn from(id: ChatId) -> Self {
        Self::Id(id)
    }
}

/// A user's private chat has the user's id.
impl From<UserId> for ChatId {
    #[inline]
    fn from(user: UserId) -> Self {
        Self(user.0)
    }
}

/// A user's private chat has the user's id.
impl From<UserId> for Recipient {
    fn from(id: UserId) -> Self {
        Self::Id(ChatId(id.0))
    }
}

impl From<i64> for Recipient {
    fn from(id: i64) -> Self {
        Self::Id(ChatId(id))
    }
}

impl From<&str> for Recipient {
    fn from(username: &str) -> Self {
        Self::Username(username.into())
    }
}

impl From<String> for Recipient {
    fn from(username: String) -> Self {
        Self::Username(username.into())
    }
}

impl From<Str> for Recipient {
    fn from(username: Str) -> Self {
        Self::Username(username)
    }
}

impl Print for Recipient {
    fn print<'a>(&'a self, name: &'static str, printer: &mut Printer<'_, 'a>) {
        match self {
            Self::Id(id) => id.print(name, printer),
            Self::Username(username) => username.print(name, printer),
        }
    }
}

serialize_as_described! { Recipient }
