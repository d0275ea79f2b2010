//! The result of a stream of text.

use chappe_types::Message;

/// A text that was delivered, and the messages that show it.
#[derive(Clone, Debug)]
pub struct Sent {
    pub(super) messages: Vec<Message>,
    pub(super) text: String,
    pub(super) is_stopped: bool,
}

impl Sent {
    /// Returns the messages, in order. It is empty if the text has no visible characters.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// Returns the whole text of the stream, before formatting.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the whole text of the stream.
    pub fn into_text(self) -> String {
        self.text
    }

    /// Returns whether a [`StopHandle`](crate::StopHandle) ended the text.
    pub fn is_stopped(&self) -> bool {
        self.is_stopped
    }
}
