//! [`ServeError`]: why a webhook could not be served, or did not shut down cleanly.

use std::{error::Error as StdError, fmt, sync::Arc};

use chappe_client::Error;
use chappe_core::{BoxError, BuildError, write_causes};
use chappe_types::UserId;

/// The error of a webhook that could not be served, or did not shut down cleanly.
#[non_exhaustive]
pub enum ServeError {
    /// Handlers require values that the webhook does not provide, such as the bot. Nothing was
    /// served.
    MissingValues(BuildError),
    /// Telegram does not accept the bot's token. Nothing was served.
    Bot {
        /// The bot's id.
        bot: UserId,
        /// The error of the call.
        error: Arc<Error>,
    },
    /// A startup callback failed, or a layer around the dispatcher panicked when it was
    /// applied. Nothing was served.
    Startup(BoxError),
    /// The webhook's URL could not be registered with Telegram.
    Registration(Error),
    /// The server that the webhook is mounted in failed.
    Server(BoxError),
    /// A shutdown callback failed, or did not end in time, after all updates had ended.
    Shutdown(BoxError),
}

/// Writes all causes, because a `main` that returns this error prints its `Debug` text.
impl fmt::Debug for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_causes(self, f)
    }
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingValues(_) => {
                f.write_str("handlers require values that the webhook does not provide")
            }
            Self::Bot { bot, .. } => {
                write!(f, "Telegram does not accept the token of bot {}", bot.0)
            }
            Self::Startup(_) => f.write_str("the startup failed"),
            Self::Registration(_) => f.write_str("the webhook could not be registered"),
            Self::Server(_) => f.write_str("the server failed"),
            Self::Shutdown(_) => f.write_str("a shutdown callback failed"),
        }
    }
}

impl StdError for ServeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::MissingValues(error) => Some(error),
            Self::Bot { error, .. } => Some(&**error),
            Self::Registration(error) => Some(error),
            Self::Startup(error) | Self::Server(error) | Self::Shutdown(error) => Some(&**error),
        }
    }
}
