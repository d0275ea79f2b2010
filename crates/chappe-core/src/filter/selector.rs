//! Selectors: the keys by which the index looks up routes.

use std::{any::TypeId, fmt};

use chappe_types::{ChatId, ChatType};

use crate::{content::Content, text::lower};

/// A necessary condition of a filter: the event has at least one of some keys.
///
/// The dispatcher's index looks up routes by the keys of their leading pure filters, instead of
/// calling every filter.
#[derive(Clone, PartialEq, Eq)]
#[must_use]
pub struct Selector {
    // `None`: any event.
    keys: Option<Vec<Key>>,
    /// Whether the filter matches every event that has one of the keys.
    is_exact: bool,
    /// Whether the filter also matches commands that mention another bot, although their keys are
    /// those of the commands of this bot.
    ignores_mention: bool,
    /// The types of the callback data that the filter reads.
    data_types: Vec<DataType>,
}

/// A type of callback data, as a filter of a tree reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DataType {
    pub(crate) id: TypeId,
    pub(crate) name: &'static str,
    pub(crate) prefix: &'static str,
    /// `None`: of a form that the type itself defines.
    pub(crate) version: Option<u32>,
}

/// A property of an event by which routes are looked up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// The first word of the text or caption, up to `@`, prefix included.
    Command(Box<str>),
    /// The same, in lower case.
    CommandIgnoringCase(Box<str>),
    /// The whole text.
    Text(Box<str>),
    /// A prefix of the text.
    Prefix(Box<str>),
    /// The chat that the event belongs to.
    Chat(ChatId),
    /// The type of that chat.
    ChatType(ChatType),
    /// The content of the message.
    Content(Content),
}

impl Selector {
    /// Returns the selector of a filter that may match any event.
    pub fn any() -> Self {
        Self { keys: None, is_exact: false, ignores_mention: false, data_types: Vec::new() }
    }

    /// Returns the selector of a filter that matches only events whose text is one of these.
    ///
    /// The text of an event is the text of a message, the data of a callback query, or the query of
    /// an inline query or chosen inline result.
    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        let mut keys = Vec::new();
        for text in texts {
            keys.push(Key::Text(text.into().into()));
        }
        Self::keys(keys)
    }

    /// Returns the selector of a filter that matches only events whose text begins with one of
    /// these.
    pub fn prefixes<T: Into<String>>(prefixes: impl IntoIterator<Item = T>) -> Self {
        let mut keys = Vec::new();
        for prefix in prefixes {
            keys.push(Key::Prefix(prefix.into().into()));
        }
        Self::keys(keys)
    }

    /// Returns the selector of a filter that matches only events of one of these chats.
    pub fn chats(chats: impl IntoIterator<Item = ChatId>) -> Self {
        let mut keys = Vec::new();
        for chat in chats {
            keys.push(Key::Chat(chat));
        }
        Self::keys(keys)
    }

    pub(crate) fn keys(keys: Vec<Key>) -> Self {
        Self { keys: Some(keys), is_exact: false, ignores_mention: false, data_types: Vec::new() }
    }

    /// Declares that the filter reads callback data of this type.
    pub(crate) fn of_data(mut self, data_type: DataType) -> Self {
        self.data_types.push(data_type);
        self
    }

    /// The types of the callback data that the filter reads.
    pub(crate) fn data_types(&self) -> &[DataType] {
        &self.data_types
    }

    /// Declares that the filter matches every event that has one of the keys.
    pub(crate) fn exact(self) -> Self {
        Self { is_exact: true, ..self }
    }

    /// Declares that the filter may decline an event that has one of the keys.
    pub(crate) fn inexact(self) -> Self {
        Self { is_exact: false, ..self }
    }

    /// The keys, if the filter matches every event that has one of them.
    pub(crate) fn as_exact_keys(&self) -> Option<&[Key]> {
        if self.is_exact { self.as_keys() } else { None }
    }

    /// Declares that the filter also matches commands that mention another bot.
    pub(crate) fn ignoring_mention(self) -> Self {
        Self { ignores_mention: true, ..self }
    }

    /// The keys, if no event matches that is not for this bot.
    pub(crate) fn as_necessary_keys(&self) -> Option<&[Key]> {
        if self.ignores_mention { None } else { self.as_keys() }
    }

    pub(crate) fn as_keys(&self) -> Option<&[Key]> {
        self.keys.as_deref()
    }

    /// Returns true if the selector excludes no event.
    pub fn is_any(&self) -> bool {
        self.keys.is_none()
    }

    /// The selector of a filter that matches if both do: the narrower one of the two.
    pub(crate) fn and(self, other: Self) -> Self {
        let data_types = [&*self.data_types, &*other.data_types].concat();
        let narrowness = |selector: &Self| {
            selector.keys.as_ref().map(|keys| keys.iter().map(Key::breadth).max().unwrap_or(0))
        };
        let narrower = match (narrowness(&self), narrowness(&other)) {
            (Some(mine), Some(others)) if others < mine => other,
            (None, _) => other,
            _ => self,
        };
        Self { data_types, ..narrower.inexact() }
    }

    /// The selector of a filter that matches if either does.
    pub(crate) fn or(self, other: Self) -> Self {
        let is_exact = self.is_exact && other.is_exact;
        let ignores_mention = self.ignores_mention || other.ignores_mention;
        let data_types = [&*self.data_types, &*other.data_types].concat();
        match (self.keys, other.keys) {
            (Some(mut keys), Some(mut others)) => {
                keys.append(&mut others);
                Self { keys: Some(keys), is_exact, ignores_mention, data_types }
            }
            _ => Self { data_types, ..Self::any() },
        }
    }
}

impl Key {
    /// Whether each event that has the key `other` is known to have this key.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Content(Content::Text),
                Self::Command(_) | Self::CommandIgnoringCase(_) | Self::Text(_) | Self::Prefix(_),
            ) => true,
            (Self::Prefix(prefix), Self::Text(text) | Self::Prefix(text) | Self::Command(text)) => {
                text.starts_with(&**prefix)
            }
            (Self::CommandIgnoringCase(mine), Self::Command(other)) => **mine == *lower(other),
            (mine, other) => mine == other,
        }
    }

    /// The command that the key stands for, with its prefix.
    pub(crate) fn command(&self) -> Option<&str> {
        match self {
            Self::Command(command) | Self::CommandIgnoringCase(command) => Some(command),
            _ => None,
        }
    }

    /// The breadth of a key, a rank: the index prefers low ones, which fewer events have.
    fn breadth(&self) -> u8 {
        match self {
            Self::Command(_) | Self::CommandIgnoringCase(_) | Self::Text(_) => 1,
            Self::Prefix(_) => 2,
            Self::Chat(_) => 3,
            Self::Content(_) => 4,
            Self::ChatType(_) => 5,
        }
    }
}

impl fmt::Debug for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.keys {
            Some(keys) => f.debug_list().entries(keys).finish(),
            None => f.write_str("any"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn and_keeps_the_narrower_selector() {
        let (texts, chats) = (Selector::texts(["a", "b"]), Selector::chats([ChatId(1)]));
        assert_eq!(chats.clone().and(texts.clone()), texts);
        assert_eq!(Selector::any().and(chats.clone()), chats);
        assert_eq!(chats.clone().and(Selector::any()), chats);
    }

    #[test]
    fn or_is_any_if_one_selector_is() {
        assert_eq!(Selector::texts(["a"]).or(Selector::texts(["b"])), Selector::texts(["a", "b"]));
        assert_eq!(Selector::texts(["a"]).or(Selector::any()), Selector::any());
    }
}
