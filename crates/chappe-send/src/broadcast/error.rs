//! The error of a broadcast.

use std::{error::Error, fmt};

use chappe_core::BoxError;
use chappe_types::ChatId;

use crate::broadcast::report::BroadcastReport;

/// Why a broadcast ended before all chats were done.
///
/// A broadcast with a cursor can be run again, and continues. The cause is in the
/// [`source`](Error::source).
pub struct BroadcastError(Box<Inner>);

struct Inner {
    cause: Cause,
    report: BroadcastReport,
}

/// Why a broadcast cannot continue.
#[derive(Debug)]
pub(super) enum Cause {
    /// The cursor cannot be loaded.
    Load(BoxError),
    /// The cursor cannot be saved.
    Save(BoxError),
    /// The stored cursor has another format.
    Unreadable,
    /// The stream of chats has failed.
    Chats(BoxError),
    /// The first chat comes after the second one in the stream, and has a lower id.
    Order(ChatId, ChatId),
    /// Telegram rejects the token.
    Token(chappe_client::Error),
}

impl BroadcastError {
    pub(super) fn new(cause: Cause, report: BroadcastReport) -> Self {
        Self(Box::new(Inner { cause, report }))
    }

    /// Returns the report about the chats so far.
    pub fn report(&self) -> &BroadcastReport {
        &self.0.report
    }

    /// Returns the report about the chats so far.
    pub fn into_report(self) -> BroadcastReport {
        self.0.report
    }

    /// Returns whether the storage of cursors has failed, or its cursor is not readable.
    pub fn is_storage(&self) -> bool {
        matches!(self.0.cause, Cause::Load(_) | Cause::Save(_) | Cause::Unreadable)
    }

    /// Returns whether the stream of chats has failed.
    pub fn is_chats(&self) -> bool {
        matches!(self.0.cause, Cause::Chats(_))
    }

    /// Returns the chat that is not in ascending order in a stream with a cursor.
    pub fn chat_out_of_order(&self) -> Option<ChatId> {
        match self.0.cause {
            Cause::Order(chat, _) => Some(chat),
            _ => None,
        }
    }
}

impl fmt::Display for BroadcastError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.cause {
            Cause::Load(_) => f.write_str("the cursor of the broadcast could not be loaded"),
            Cause::Save(_) => f.write_str("the cursor of the broadcast could not be saved"),
            Cause::Unreadable => f.write_str(
                "the stored text is not the cursor of a broadcast: choose another name, or remove \
                 the text",
            ),
            Cause::Chats(_) => f.write_str("the stream of chats failed"),
            Cause::Order(chat, last) => write!(
                f,
                "chat {chat} comes after {last}: with a cursor, a stream of chats must be sorted by \
                 ascending id"
            ),
            Cause::Token(_) => f.write_str("Telegram rejects the token of the bot"),
        }
    }
}

impl fmt::Debug for BroadcastError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BroadcastError")
            .field("cause", &self.0.cause)
            .field("progress", &self.0.report.progress)
            .finish_non_exhaustive()
    }
}

impl Error for BroadcastError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0.cause {
            Cause::Load(error) | Cause::Save(error) | Cause::Chats(error) => Some(&**error),
            Cause::Token(error) => Some(error),
            Cause::Unreadable | Cause::Order(..) => None,
        }
    }
}
