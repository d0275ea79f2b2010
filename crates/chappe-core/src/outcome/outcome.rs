//! The response of every service in the pipeline.

use crate::outcome::Reply;

/// What became of an event.
///
/// `Unhandled` lets siblings try: a layer that does not call its inner service
/// says with its outcome whether the event ends here.
#[derive(Debug)]
#[must_use = "an outcome that is dropped leaves the event unhandled"]
pub enum Outcome {
    /// No route matched, or none wanted the event.
    Unhandled,
    /// A route handled the event; the reply, if any, is a Bot API method to be
    /// sent, in the answer to the webhook or by the bot.
    Handled(Option<Reply>),
}

impl Outcome {
    /// Handled, with nothing to send.
    pub fn handled() -> Self {
        Self::Handled(None)
    }

    /// Whether a route handled the event.
    pub fn is_handled(&self) -> bool {
        matches!(self, Self::Handled(_))
    }

    /// The reply, if there is one.
    pub fn reply(&self) -> Option<&Reply> {
        match self {
            Self::Handled(reply) => reply.as_ref(),
            Self::Unhandled => None,
        }
    }

    /// The reply by value, if there is one.
    pub fn into_reply(self) -> Option<Reply> {
        match self {
            Self::Handled(reply) => reply,
            Self::Unhandled => None,
        }
    }
}

impl From<Reply> for Outcome {
    fn from(reply: Reply) -> Self {
        Self::Handled(Some(reply))
    }
}
