//! The response of every service in the pipeline.

use crate::outcome::{Replies, Reply};

/// What became of an event.
///
/// `Unhandled` lets siblings try: a layer that does not call its inner service
/// says with its outcome whether the event ends here.
#[derive(Debug)]
#[must_use = "an outcome that is dropped leaves the event unhandled"]
pub enum Outcome {
    /// No route matched, or none wanted the event.
    Unhandled,
    /// A route handled the event; the replies, if any, are Bot API methods to be
    /// sent, in the answer to the webhook or by the bot.
    Handled(Replies),
}

impl Outcome {
    /// Handled, with nothing to send.
    pub fn handled() -> Self {
        Self::Handled(Replies::default())
    }

    /// Whether a route handled the event.
    pub fn is_handled(&self) -> bool {
        matches!(self, Self::Handled(_))
    }

    /// The replies, in the order in which they are sent.
    pub fn replies(&self) -> &[Reply] {
        match self {
            Self::Handled(replies) => replies.as_slice(),
            Self::Unhandled => &[],
        }
    }

    /// The first reply, if there is one.
    pub fn reply(&self) -> Option<&Reply> {
        self.replies().first()
    }

    /// The replies by value, in the order in which they are sent.
    pub fn into_replies(self) -> Replies {
        match self {
            Self::Handled(replies) => replies,
            Self::Unhandled => Replies::default(),
        }
    }
}

impl From<Reply> for Outcome {
    fn from(reply: Reply) -> Self {
        Self::Handled(reply.into())
    }
}

/// Handled; the replies are sent in their order.
impl From<Vec<Reply>> for Outcome {
    fn from(replies: Vec<Reply>) -> Self {
        Self::Handled(replies.into())
    }
}
