//! From the text of a stream to its messages.

use chappe_types::MessageEntity;

use crate::text_stream::split::split;

/// Converts the text of a stream into messages, each a text with its entities.
///
/// It is called with all the text so far, each time that the messages are updated, and once more
/// with the whole text. Text that is not complete yet, such as an open code block, should become
/// what it will most likely be.
///
/// A message has at most 4,096 UTF-16 code units; a longer one is split, and loses its entities.
/// While the text grows, all messages but the last should remain the same: a message that changes
/// is edited, which delays the growth of the last one. Messages without visible characters are left
/// out.
///
/// Functions from `&str` to the list of messages implement the trait.
///
/// Source: Bot API 10.3, [`MessageEntity`](https://core.telegram.org/bots/api#messageentity).
///
/// # Example
///
/// ```
/// use chappe::{send::TextStream, prelude::*, types::{MessageEntity, MessageEntityType}};
///
/// fn in_italics(bot: &Bot, chat: ChatId) -> TextStream {
///     TextStream::new(bot, chat).format(|text: &str| {
///         let length = text.encode_utf16().count().try_into().unwrap_or(i64::MAX);
///         vec![(text.to_owned(), vec![MessageEntity::new(MessageEntityType::Italic, 0, length)])]
///     })
/// }
/// # let _ = in_italics;
/// ```
pub trait Format: Send + Sync + 'static {
    /// Returns the messages for the text so far.
    fn format(&self, text: &str) -> Vec<(String, Vec<MessageEntity>)>;
}

impl<F> Format for F
where
    F: Fn(&str) -> Vec<(String, Vec<MessageEntity>)> + Send + Sync + 'static,
{
    fn format(&self, text: &str) -> Vec<(String, Vec<MessageEntity>)> {
        self(text)
    }
}

/// Sends the text as it is, without entities. This is the default format.
///
/// Text that is longer than a message is split after a paragraph, a line or a word where possible,
/// and never inside of a character that is displayed as one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlainText;

impl Format for PlainText {
    fn format(&self, text: &str) -> Vec<(String, Vec<MessageEntity>)> {
        split(text).into_iter().map(|part| (part.to_owned(), Vec::new())).collect()
    }
}
