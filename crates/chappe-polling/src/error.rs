//! [`PollingError`]: why polling ended.

use std::{error::Error as StdError, fmt};

use chappe_client::Error;
use chappe_core::{BoxError, BuildError, write_causes};
use chappe_types::UserId;

/// The error of polling that ended before a stop was requested, or that did not shut down cleanly.
#[non_exhaustive]
pub enum PollingError {
    /// Handlers require values that polling does not provide. No call was made.
    MissingValues(BuildError),
    /// A startup callback failed. Its bot has not polled, and all other bots were stopped.
    Startup(BoxError),
    /// All bots ended with an error; this is the error of the last one.
    Stopped {
        /// The bot's id.
        bot: UserId,
        /// The error of the call.
        error: Error,
    },
    /// The task of the last bot panicked, for example in a layer around its calls.
    Panicked(BoxError),
    /// A shutdown callback failed, or did not end in time, after all updates had ended.
    Shutdown(BoxError),
}

/// Writes all causes, because a `main` that returns this error prints its `Debug` text.
impl fmt::Debug for PollingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_causes(self, f)
    }
}

impl fmt::Display for PollingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingValues(_) => {
                f.write_str("handlers require values that polling does not provide")
            }
            Self::Startup(_) => f.write_str("a startup callback failed"),
            Self::Stopped { bot, .. } => write!(f, "polling for bot {} ended", bot.0),
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
