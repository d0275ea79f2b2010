//! An argument that is a user.

use std::fmt;

use chappe_types::{Message, Str, User, UserId};

use crate::commands::{Argument, ArgumentError, Words};

/// A user that a command names: an argument of a command.
///
/// | written | result |
/// |---|---|
/// | a mention of a user without a username, which clients insert from a list | [`User`](Self::User) |
/// | `@username` | [`Username`](Self::Username) |
/// | no mention, in a reply | [`User`](Self::User): the author of the message replied to |
/// | `123456789`, not in a reply | [`Id`](Self::Id) |
///
/// In a reply, a number belongs to the next field: `/mute 10` mutes the author. The author of a
/// message that was sent on behalf of a chat (by an anonymous administrator or a channel) is no
/// user. The message that a topic begins with is not a message replied to.
///
/// The Bot API does not find the id of a `@username`, so a bot that needs it must remember the
/// users that it sees.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// #[derive(Clone, Commands)]
/// enum Command {
///     /// Bans a user
///     Ban { user: UserRef, reason: Option<String> },
/// }
///
/// async fn handle(Command::Ban { user, reason }: Command) -> String {
///     match user.id() {
///         Some(id) => format!("{id} is banned: {}", reason.unwrap_or_default()),
///         None => format!("Reply to a message of {user}, please."),
///     }
/// }
/// # let _ = Router::<()>::new("app").message(|m| m.on(commands::<Command>(), handle));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum UserRef {
    /// A user with all that the message contains about them.
    User(Box<User>),
    /// A username, without `@`.
    Username(Str),
    /// An id.
    Id(UserId),
}

impl UserRef {
    /// Returns the id; `None` for a username.
    pub fn id(&self) -> Option<UserId> {
        match self {
            Self::User(user) => Some(user.id),
            Self::Id(id) => Some(*id),
            Self::Username(_) => None,
        }
    }

    /// Returns the username without `@`, if it is known.
    pub fn username(&self) -> Option<&str> {
        match self {
            Self::User(user) => user.username.as_deref(),
            Self::Username(username) => Some(username),
            Self::Id(_) => None,
        }
    }

    /// Returns the user, if the message contains one.
    pub fn user(&self) -> Option<&User> {
        match self {
            Self::User(user) => Some(user),
            Self::Username(_) | Self::Id(_) => None,
        }
    }

    /// Takes a user from the words, or from the message replied to.
    fn find(words: &mut Words<'_>) -> Option<Self> {
        if let Some((user, length)) = words.message().and_then(|message| {
            let rest = words.as_str();
            let mut entities = message.entities().chain(message.caption_entities());
            // A mention begins where the rest of the text begins.
            let (entity, part) = entities.find(|(entity, part)| {
                entity.user.is_some() && std::ptr::eq(part.as_ptr(), rest.as_ptr())
            })?;
            Some((entity.user.clone()?, part.len().min(rest.len())))
        }) {
            words.skip(length);
            return Some(Self::User(user));
        }
        let word = words.peek();
        if let Some(username) = word.strip_prefix('@').filter(|name| is_username(name)) {
            let found = Self::Username(username.into());
            words.skip(word.len());
            return Some(found);
        }
        if let Some(author) = words.message().and_then(author_replied_to) {
            return Some(Self::User(Box::new(author.clone())));
        }
        let id = word.parse::<i64>().ok().filter(|id| *id > 0)?;
        words.skip(word.len());
        Some(Self::Id(UserId(id)))
    }
}

impl Argument for UserRef {
    fn take(words: &mut Words<'_>) -> Result<Self, ArgumentError> {
        let is_empty = words.is_empty();
        Self::find(words).ok_or_else(|| match is_empty {
            true => ArgumentError::missing(),
            false => ArgumentError::new("it is neither a mention nor the id of a user"),
        })
    }

    fn take_optional(words: &mut Words<'_>) -> Result<Option<Self>, ArgumentError> {
        Ok(Self::find(words))
    }
}

/// The author of the message that a message replies to.
fn author_replied_to(message: &Message) -> Option<&User> {
    let replied = message.reply_to_message.as_deref()?;
    // Each message of a topic contains the message that the topic begins with.
    let is_start_of_topic = replied.forum_topic_created.is_some();
    let is_of_a_user = replied.sender_chat.is_none() && !is_start_of_topic;
    replied.from.as_ref().filter(|_| is_of_a_user)
}

fn is_username(name: &str) -> bool {
    (1..=32).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// `@username`, or else the id.
impl fmt::Display for UserRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.username(), self.id()) {
            (Some(username), _) => write!(f, "@{username}"),
            (None, Some(id)) => id.fmt(f),
            (None, None) => Ok(()),
        }
    }
}
