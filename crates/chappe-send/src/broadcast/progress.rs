//! The counts of a broadcast.

/// The number of chats of a broadcast, by outcome. Earlier runs of a resumed broadcast are included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Chats that received the message.
    pub sent: u64,
    /// Chats that the bot cannot write to: users who blocked it, deleted their account or never
    /// wrote to it, chats that it is not a member of, and chats that do not exist.
    pub unreachable: u64,
    /// Chats for which Telegram refused the message for another reason.
    pub refused: u64,
    /// Chats that may or may not have received the message, because the connection or the server
    /// failed. They are not sent the message again.
    pub uncertain: u64,
    /// All chats; `None` if the number is not known.
    pub total: Option<u64>,
}

impl Progress {
    /// Returns the number of chats that are done, with any outcome.
    pub fn done(&self) -> u64 {
        self.sent + self.unreachable + self.refused + self.uncertain
    }

    /// Returns the number of chats that are not done yet; `None` if it is not known.
    pub fn remaining(&self) -> Option<u64> {
        Some(self.total?.saturating_sub(self.done()))
    }
}
