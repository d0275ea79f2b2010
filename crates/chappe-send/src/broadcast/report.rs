//! The result of a broadcast.

use chappe_client::Error;
use chappe_types::ChatId;

use crate::broadcast::progress::Progress;

/// The maximum number of failures and of migrations that a report holds.
const MAX_ENTRIES: usize = 10_000;

/// The result of a broadcast.
#[derive(Debug, Default)]
pub struct BroadcastReport {
    pub(super) progress: Progress,
    pub(super) failures: Vec<Failure>,
    pub(super) migrations: Vec<(ChatId, ChatId)>,
    pub(super) is_complete: bool,
}

impl BroadcastReport {
    /// Returns the counts, earlier runs of a resumed broadcast included.
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// Returns the first 10,000 failures of this run, in the order in which they happened. To
    /// receive all of them, use [`Broadcast::on_result`](crate::Broadcast::on_result).
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// Returns the chats of this run that the bot cannot write to any more, for example to remove
    /// them from the list of subscribers.
    pub fn unreachable(&self) -> impl Iterator<Item = ChatId> {
        let failures = self.failures.iter();
        failures.filter(|failure| failure.kind == FailureKind::Unreachable).map(Failure::chat)
    }

    /// Returns the groups of this run that have become supergroups, with the ids of these. At most
    /// 10,000 are kept.
    pub fn migrations(&self) -> &[(ChatId, ChatId)] {
        &self.migrations
    }

    /// Returns whether all chats are done. Otherwise the broadcast was stopped or has failed.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    pub(super) fn add_failure(&mut self, failure: Failure) {
        if self.failures.len() < MAX_ENTRIES {
            self.failures.push(failure);
        }
    }

    pub(super) fn add_migration(&mut self, old: ChatId, new: ChatId) {
        if self.migrations.len() < MAX_ENTRIES {
            self.migrations.push((old, new));
        }
    }
}

/// A chat that did not receive the message, or may not have.
#[derive(Debug)]
pub struct Failure {
    pub(super) chat: ChatId,
    pub(super) kind: FailureKind,
    pub(super) error: Error,
}

/// Why a chat did not receive the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureKind {
    /// The bot cannot write to the chat: it is blocked, or was removed, or the chat does not exist.
    Unreachable,
    /// Telegram refused the message for another reason.
    Refused,
    /// The connection or the server failed, and the chat may have received the message.
    Uncertain,
}

impl Failure {
    pub(super) fn new(chat: ChatId, error: Error) -> Self {
        let kind = if error.is_forbidden() || error.is_chat_not_found() {
            FailureKind::Unreachable
        } else if error.is_ambiguous() {
            FailureKind::Uncertain
        } else {
            FailureKind::Refused
        };
        Self { chat, kind, error }
    }

    /// Returns the chat.
    pub fn chat(&self) -> ChatId {
        self.chat
    }

    /// Returns the kind of the failure.
    pub fn kind(&self) -> FailureKind {
        self.kind
    }

    /// Returns the error of the call.
    pub fn error(&self) -> &Error {
        &self.error
    }
}
