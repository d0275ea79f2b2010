//! The error of `Lane::next`.

use std::{error::Error, fmt};

use chappe_core::Cancel;

/// The error of [`Lane::next`](crate::Lane::next): no matching update arrived.
///
/// The source of an error that [is closed](Self::is_closed) is [`Cancel`]: a handler that
/// returns it does not fail. Its update counts as handled, and no error observer runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextError {
    is_elapsed: bool,
}

impl NextError {
    pub(super) const ELAPSED: Self = Self { is_elapsed: true };
    pub(super) const CLOSED: Self = Self { is_elapsed: false };

    /// Whether the timeout elapsed.
    pub fn is_elapsed(&self) -> bool {
        self.is_elapsed
    }

    /// Whether no update can arrive any more: the source is shutting down, the handler has
    /// ended, or it has no source.
    pub fn is_closed(&self) -> bool {
        !self.is_elapsed
    }
}

impl fmt::Display for NextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.is_elapsed {
            true => "no awaited update arrived before the timeout",
            false => "no awaited update can arrive any more",
        })
    }
}

impl Error for NextError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        // A shutdown is no failure.
        self.is_closed().then_some(&Cancel as _)
    }
}
