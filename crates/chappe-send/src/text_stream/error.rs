//! The error of a stream of text.

use std::{error::Error, fmt};

use chappe_core::BoxError;

use crate::text_stream::sent::Sent;

/// Why a text is not complete.
///
/// The cause is in the [`source`](Error::source): the error of the stream, or a
/// [`chappe_client::Error`].
pub struct StreamError(Box<Inner>);

struct Inner {
    sent: Sent,
    is_undelivered: bool,
    cause: BoxError,
}

impl StreamError {
    /// The stream has failed, and the text before was delivered.
    pub(super) fn from_stream(sent: Sent, cause: BoxError) -> Self {
        Self(Box::new(Inner { sent, is_undelivered: false, cause }))
    }

    /// The text could not be delivered.
    pub(super) fn undelivered(sent: Sent, cause: BoxError) -> Self {
        Self(Box::new(Inner { sent, is_undelivered: true, cause }))
    }

    /// Returns the text that the stream returned before it failed, and the messages in the chat.
    /// They show this text, unless it is [undelivered](Self::is_undelivered).
    pub fn sent(&self) -> &Sent {
        &self.0.sent
    }

    /// Returns whether Telegram did not accept the text, for example because the user has blocked
    /// the bot. Otherwise the stream of text failed, and what arrived before was delivered.
    pub fn is_undelivered(&self) -> bool {
        self.0.is_undelivered
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_undelivered {
            "a text could not be delivered"
        } else {
            "a stream of text failed; the text before was delivered"
        })
    }
}

/// Shows no text of the message.
impl fmt::Debug for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamError")
            .field("is_undelivered", &self.0.is_undelivered)
            .field("messages", &self.0.sent.messages.len())
            .field("cause", &self.0.cause)
            .finish_non_exhaustive()
    }
}

impl Error for StreamError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.0.cause)
    }
}
