//! The response of every service in the pipeline.

use crate::outcome::{Replies, Reply};

/// The outcome of an event.
///
/// After `Unhandled`, the dispatcher tries the next route or router. The outcome of a layer that
/// does not call its inner service therefore decides whether the event ends there.
#[derive(Debug)]
#[must_use = "an outcome that is dropped leaves the event unhandled"]
pub enum Outcome {
    /// No route matched, or all that matched declined the event.
    Unhandled,
    /// A route handled the event. The replies, if any, are Bot API methods to send, in the response
    /// to the webhook or by the bot.
    Handled(Replies),
}

impl Outcome {
    /// Returns a handled outcome without replies.
    pub fn handled() -> Self {
        Self::Handled(Replies::default())
    }

    /// Returns true if a route handled the event.
    pub fn is_handled(&self) -> bool {
        matches!(self, Self::Handled(_))
    }

    /// Returns the replies, in the order in which they are sent.
    pub fn replies(&self) -> &[Reply] {
        match self {
            Self::Handled(replies) => replies.as_slice(),
            Self::Unhandled => &[],
        }
    }

    /// Returns the first reply, if any.
    pub fn reply(&self) -> Option<&Reply> {
        self.replies().first()
    }

    /// Returns the replies by value, in the order in which they are sent.
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

/// A handled outcome; the replies are sent in order.
impl From<Vec<Reply>> for Outcome {
    fn from(replies: Vec<Reply>) -> Self {
        Self::Handled(replies.into())
    }
}
