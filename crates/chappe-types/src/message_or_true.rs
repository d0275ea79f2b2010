//! What methods answer that edit a message, or one of an inline query.

use serde::{Serialize, Serializer};

use crate::{
    Message,
    json::{Reader, Result},
    object::{Object, objects},
    read::Read,
};

/// The edited message, or true if it was sent through inline mode.
#[derive(Clone, Debug, PartialEq)]
pub enum MessageOrTrue {
    /// The message.
    Message(Box<Message>),
    /// A message of an inline query, which is not told.
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
