//! A message that may be inaccessible to the bot.

use crate::{
    BusinessConnectionId, Chat, InaccessibleMessage, Message, MessageId, MessageThreadId,
    ReplyParameters,
    json::{Reader, Result},
    object::{Object, deserialize, objects},
    print::{Print, Printer, serialize_as_described},
    read::Read,
};

/// A message, or the remaining data of a message that was deleted or is inaccessible to the bot,
/// which has a `date` of 0.
///
/// Source: Bot API 10.3, [`MaybeInaccessibleMessage`](https://core.telegram.org/bots/api#maybeinaccessiblemessage).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum MaybeInaccessibleMessage {
    /// A message.
    Message(Box<Message>),
    /// The remaining data of a deleted or inaccessible message.
    Inaccessible(Box<InaccessibleMessage>),
}

impl MaybeInaccessibleMessage {
    /// Returns the chat of the message.
    pub fn chat(&self) -> &Chat {
        match self {
            Self::Message(message) => &message.chat,
            Self::Inaccessible(message) => &message.chat,
        }
    }

    /// Returns the id of the message.
    pub fn message_id(&self) -> MessageId {
        match self {
            Self::Message(message) => message.message_id,
            Self::Inaccessible(message) => message.message_id,
        }
    }

    /// Returns the message, if it is accessible.
    pub fn accessible(&self) -> Option<&Message> {
        match self {
            Self::Message(message) => Some(message),
            Self::Inaccessible(_) => None,
        }
    }

    /// Returns the forum topic of the message, if the message is accessible and in a topic.
    #[inline]
    pub fn topic_id(&self) -> Option<MessageThreadId> {
        self.accessible()?.topic_id()
    }

    /// Returns the topic of a channel's direct messages, if the message is accessible and belongs
    /// to one.
    #[inline]
    pub fn direct_topic_id(&self) -> Option<i64> {
        self.accessible()?.direct_topic_id()
    }

    /// Returns the business connection of the message, if the message is accessible and has one.
    #[inline]
    pub fn business_connection_id(&self) -> Option<&BusinessConnectionId> {
        self.accessible()?.business_connection_id.as_ref()
    }

    /// Returns the parameters of a reply to this message in the same chat.
    #[inline]
    pub fn as_reply_parameters(&self) -> ReplyParameters {
        match self {
            Self::Message(message) => message.as_reply_parameters(),
            Self::Inaccessible(message) => message.as_reply_parameters(),
        }
    }
}

impl Read for MaybeInaccessibleMessage {
    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let is_inaccessible = reader.ahead(|reader| {
            Ok(reader.seek("date")?
                && matches!(reader.peek(), Some(b'0' | b'-'))
                && reader.i64()? == 0)
        })?;
        if is_inaccessible {
            Read::read_boxed(reader).map(Self::Inaccessible)
        } else {
            Read::read_boxed(reader).map(Self::Message)
        }
    }
}

objects! { MaybeInaccessibleMessage }
deserialize! { MaybeInaccessibleMessage }

impl Print for MaybeInaccessibleMessage {
    #[inline]
    fn print<'a>(&'a self, name: &'static str, printer: &mut Printer<'_, 'a>) {
        match self {
            Self::Message(message) => message.print(name, printer),
            Self::Inaccessible(message) => message.print(name, printer),
        }
    }
}

serialize_as_described! { MaybeInaccessibleMessage }

#[cfg(test)]
mod tests {
    use crate::Update;

    #[test]
    fn a_date_of_zero_is_inaccessible_however_zero_is_written() {
        let is_accessible = |date: &str| {
            let document = format!(
                r#"{{"update_id":1,"callback_query":{{"id":"1","from":{{"id":7,"is_bot":false,"first_name":"A"}},"chat_instance":"1","message":{{"date":{date},"message_id":1,"chat":{{"id":7,"type":"private"}}}}}}}}"#
            );
            let update = Update::from_slice(document.as_bytes()).unwrap();
            let message = update.callback_query()?.message.clone()?;
            Some(message.accessible().is_some())
        };
        let (zero, other) = (["0", "-0"], ["1", "-1"]);
        assert_eq!(zero.map(is_accessible), [Some(false); 2]);
        assert_eq!(other.map(is_accessible), [Some(true); 2]);
    }
}
