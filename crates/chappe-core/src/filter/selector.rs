//! What a filter says it matches on, so that routes can be looked up.

use std::fmt;

use chappe_types::{ChatId, ChatType};

use crate::filter::content::Content;

/// What an event must show for a filter to pass: at least one of some keys.
///
/// The dispatcher's index looks up the routes whose leading pure filters name
/// such keys, instead of asking each.
#[derive(Clone, PartialEq, Eq)]
#[must_use]
pub struct Selector {
    // `None`: any event.
    keys: Option<Vec<Key>>,
}

/// One property of an event that routes are looked up by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// The first word of the text or caption, up to `@`, prefix included.
    Command(Box<str>),
    /// The same, in lower case.
    CommandIgnoringCase(Box<str>),
    /// The whole text.
    Text(Box<str>),
    /// How the text begins.
    Prefix(Box<str>),
    /// The chat that the event belongs to.
    Chat(ChatId),
    /// The type of that chat.
    ChatType(ChatType),
    /// What a message holds.
    Content(Content),
}

impl Selector {
    /// Any event may pass: nothing to look up.
    pub fn any() -> Self {
        Self { keys: None }
    }

    /// Only events whose text (a message's text, a callback's data or an
    /// inline query's query) is one of these may pass.
    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        let mut keys = Vec::new();
        for text in texts {
            keys.push(Key::Text(text.into().into()));
        }
        Self::keys(keys)
    }

    /// Only events whose text begins with one of these may pass.
    pub fn prefixes<T: Into<String>>(prefixes: impl IntoIterator<Item = T>) -> Self {
        let mut keys = Vec::new();
        for prefix in prefixes {
            keys.push(Key::Prefix(prefix.into().into()));
        }
        Self::keys(keys)
    }

    /// Only events of one of these chats may pass.
    pub fn chats(chats: impl IntoIterator<Item = ChatId>) -> Self {
        let mut keys = Vec::new();
        for chat in chats {
            keys.push(Key::Chat(chat));
        }
        Self::keys(keys)
    }

    pub(crate) fn keys(keys: Vec<Key>) -> Self {
        Self { keys: Some(keys) }
    }

    pub(crate) fn as_keys(&self) -> Option<&[Key]> {
        self.keys.as_deref()
    }

    /// Whether every event may pass, as far as the index can tell.
    pub fn is_any(&self) -> bool {
        self.keys.is_none()
    }

    /// Events that may pass both; keeps the narrower one.
    pub(crate) fn and(self, other: Self) -> Self {
        let narrowness = |selector: &Self| {
            selector.keys.as_ref().map(|keys| keys.iter().map(Key::breadth).max().unwrap_or(0))
        };
        match (narrowness(&self), narrowness(&other)) {
            (Some(mine), Some(others)) if others < mine => other,
            (None, _) => other,
            _ => self,
        }
    }

    /// Events that may pass either.
    pub(crate) fn or(self, other: Self) -> Self {
        match (self.keys, other.keys) {
            (Some(mut keys), Some(mut others)) => {
                keys.append(&mut others);
                Self { keys: Some(keys) }
            }
            _ => Self { keys: None },
        }
    }
}

impl Key {
    /// Whether each event that shows `other` shows this, as far as can be told.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Content(Content::Text),
                Self::Command(_) | Self::CommandIgnoringCase(_) | Self::Text(_) | Self::Prefix(_),
            ) => true,
            (Self::Prefix(prefix), Self::Text(text) | Self::Prefix(text) | Self::Command(text)) => {
                text.starts_with(&**prefix)
            }
            (mine, other) => mine == other,
        }
    }

    /// How much passes such a key, roughly: less is better to look up by.
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
    #[inline]
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
    fn both_is_as_narrow_as_the_narrower_one() {
        let (texts, chats) = (Selector::texts(["a", "b"]), Selector::chats([ChatId(1)]));
        assert_eq!(chats.clone().and(texts.clone()), texts);
        assert_eq!(Selector::any().and(chats.clone()), chats);
        assert_eq!(chats.clone().and(Selector::any()), chats);
    }

    #[test]
    fn either_is_any_if_one_is() {
        assert_eq!(Selector::texts(["a"]).or(Selector::texts(["b"])), Selector::texts(["a", "b"]));
        assert_eq!(Selector::texts(["a"]).or(Selector::any()), Selector::any());
    }
}
