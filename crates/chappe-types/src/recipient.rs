//! A chat, by id or by username.

use crate::{
    ids::{ChatId, UserId},
    print::{Print, To, serialize_as_described},
    str::Str,
};

/// A chat that a method is about: its id, or `@username` of a public one.
///
/// Source: Bot API 10.3, [`sendMessage`](https://core.telegram.org/bots/api#sendmessage).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Recipient {
    /// By id.
    Id(ChatId),
    /// By username, with `@`.
    Username(Str),
}

impl From<ChatId> for Recipient {
    fn from(id: ChatId) -> Self {
        Self::Id(id)
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
    fn tell<'a>(&'a self, name: &'static str, to: &mut To<'_, 'a>) {
        match self {
            Self::Id(id) => id.tell(name, to),
            Self::Username(username) => username.tell(name, to),
        }
    }
}

serialize_as_described! { Recipient }
