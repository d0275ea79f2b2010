//! The error of content that cannot be sent again.

use std::{error::Error, fmt};

/// The error of a message whose content a bot cannot send again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CannotCopy {
    content: &'static str,
    reason: &'static str,
}

impl CannotCopy {
    pub(super) fn new(content: &'static str, reason: &'static str) -> Self {
        Self { content, reason }
    }

    /// Returns the field of the message that has the content, such as `invoice`.
    pub fn content(&self) -> &'static str {
        self.content
    }
}

impl fmt::Display for CannotCopy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a message with `{}` cannot be sent again: {}", self.content, self.reason)
    }
}

impl Error for CannotCopy {}
