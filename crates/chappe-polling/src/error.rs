//! Why polling ended.

use std::{error::Error as StdError, fmt};

use chappe_client::Error;
use chappe_core::{BoxError, BuildError, write_causes};
use chappe_types::UserId;

/// Why polling ended otherwise than it was asked to.
#[non_exhaustive]
pub enum PollingError {
    /// Handlers take values that only a source of updates can give, and polling gives
    /// no such value. Nothing was called.
    MissingValues(BuildError),
    /// A startup callback failed: that bot polled nothing, and all others were stopped.
    Startup(BoxError),
    /// No bot is left that could go on; this is why the last one could not.
    Stopped {
        /// The bot.
        bot: UserId,
        /// Why.
        error: Error,
    },
    /// Polling for the last bot panicked, in a layer around its calls, say.
    Panicked(BoxError),
    /// A shutdown callback failed, after all was handled.
    Shutdown(BoxError),
}

/// With all causes, for it is what a `main` that returns it shows.
impl fmt::Debug for PollingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_causes(self, f)
    }
}

impl fmt::Display for PollingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingValues(_) => f.write_str("handlers take what polling does not give"),
            Self::Startup(_) => f.write_str("a startup callback failed"),
            Self::Stopped { bot, .. } => write!(f, "bot {} cannot go on", bot.0),
            Self::Panicked(_) => f.write_str("polling for a bot panicked"),
            Self::Shutdown(_) => f.write_str("a shutdown callback failed"),
        }
    }
}

impl StdError for PollingError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::MissingValues(error) => Some(error),
            Self::Startup(error) | Self::Panicked(error) | Self::Shutdown(error) => Some(&**error),
            Self::Stopped { error, .. } => Some(error),
        }
    }
}
