//! The result of methods that edit a message or an inline message.

use serde::{Serialize, Serializer};

use crate::{
    Message,
    json::{Reader, Result},
    object::{Object, objects},
    read::Read,
};

/// The result of an edit: the edited message, or true if the message was sent through inline mode.
#[derive(Clone, Debug, PartialEq)]
pub enum MessageOrTrue {
    /// The message.
    Message(Box<Message>),
    /// `true`: Telegram does not return messages that were sent through inline mode.
    True,
}

impl Read for MessageOrTrue {
    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        match reader.peek() {
            Some(b't') => reader.bool().map(|_| Self::True),
            _ => Read::read_boxed(reader).map(Self::Message),
        }
    }
}

objects! { MessageOrTrue }

impl Serialize for MessageOrTrue {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Message(message) => message.serialize(serializer),
            Self::True => serializer.serialize_bool(true),
        }
    }
}
