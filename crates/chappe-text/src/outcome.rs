//! Formatted texts as replies.

use std::{error::Error, fmt};

use chappe_core::{
    AnyReply, BoxError, EventType, IntoOutcome, Outcome, Request,
    outcome::{Replying, reply},
};
use chappe_types::{Recipient, SendMessage};

use crate::{MAX_TEXT, tree::FormattedText};

/// A text with its formats, as [`reply("…")`](chappe_core::reply()) is one without.
///
/// # Errors
///
/// The handler fails with [`TooLong`] if the text is longer than
/// [`MAX_TEXT`];
/// [`split_replies`](FormattedText::split_replies) sends it as several messages. It fails with
/// [`NoChat`](chappe_core::outcome::NoChat) if the event has no chat.
impl IntoOutcome for FormattedText {
    fn into_outcome<E: EventType>(self, request: &Request<E>) -> Result<Outcome, BoxError> {
        self.check(MAX_TEXT)?;
        self.reply().into_outcome(request)
    }
}

impl From<FormattedText> for AnyReply {
    fn from(text: FormattedText) -> Self {
        text.reply().into()
    }
}

impl FormattedText {
    /// Returns the text as a reply to the chat of the event, with the options of `sendMessage` as
    /// setters.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe::text::bold;
    ///
    /// async fn hello() -> impl IntoOutcome {
    ///     bold("Hello!").reply().quoting()
    /// }
    /// # let _ = hello;
    /// ```
    pub fn reply(&self) -> Replying {
        let (text, entities) = self.to_entities();
        let reply = reply(text);
        if entities.is_empty() { reply } else { reply.entities(entities) }
    }

    /// Returns the text as replies of at most [`MAX_TEXT`] UTF-16 code units, see
    /// [`split`](Self::split). A blank text has none.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe::text::pre;
    ///
    /// async fn log() -> impl IntoOutcome {
    ///     pre("a line\n".repeat(1_000)).split_replies()
    /// }
    /// # let _ = log;
    /// ```
    pub fn split_replies(&self) -> Vec<Replying> {
        self.split(MAX_TEXT).iter().map(Self::reply).collect()
    }

    /// Returns a message with the text and its entities.
    ///
    /// Source: Bot API 10.3, [`sendMessage`](https://core.telegram.org/bots/api#sendmessage).
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::text::bold;
    ///
    /// let message = bold("Hello").message_to(7);
    /// assert_eq!(message.text, "Hello");
    /// assert_eq!(message.entities.map(|entities| entities.len()), Some(1));
    /// ```
    pub fn message_to(&self, chat: impl Into<Recipient>) -> SendMessage {
        let (text, entities) = self.to_entities();
        let message = SendMessage::new(chat, text);
        if entities.is_empty() { message } else { message.entities(entities) }
    }

    /// Checks the length, without the white space that Telegram removes from both ends.
    ///
    /// # Errors
    ///
    /// Fails if the text has more than `limit` UTF-16 code units.
    pub fn check(&self, limit: usize) -> Result<(), TooLong> {
        // A text has at most as many code units as bytes.
        if self.as_str().len() <= limit {
            return Ok(());
        }
        let length = self.trim().len_utf16();
        if length > limit { Err(TooLong { length, limit }) } else { Ok(()) }
    }
}

/// The error of a text that is longer than Telegram accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    length: usize,
    limit: usize,
}

impl TooLong {
    /// Returns the length, in UTF-16 code units.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Returns the greatest allowed length, in UTF-16 code units.
    pub fn limit(&self) -> usize {
        self.limit
    }
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { length, limit } = self;
        write!(
            f,
            "the text has {length} UTF-16 code units, and at most {limit} are allowed: \
             send `text.split_replies()`, or the parts of `text.split({limit})`"
        )
    }
}

impl Error for TooLong {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bold;

    #[test]
    fn a_text_that_is_too_long_names_its_length() {
        let long = bold("é".repeat(4097));
        let error = long.check(MAX_TEXT).unwrap_err();
        assert_eq!((error.length(), error.limit()), (4097, 4096));
        assert_eq!(
            error.to_string(),
            "the text has 4097 UTF-16 code units, and at most 4096 are allowed: send \
             `text.split_replies()`, or the parts of `text.split(4096)`",
        );
        assert_eq!((bold("é".repeat(4096)) + "\n \n").check(MAX_TEXT), Ok(()));
        assert_eq!(long.split_replies().len(), 2);
        assert_eq!(bold(" \n").split_replies().len(), 0);
    }
}
