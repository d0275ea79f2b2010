//! Why a webhook was not served, or not to the end.

use std::{error::Error as StdError, fmt, sync::Arc};

use chappe_client::Error;
use chappe_core::{BoxError, BuildError, write_causes};
use chappe_types::UserId;

/// Why a webhook was not served, or not to the end.
#[non_exhaustive]
pub enum ServeError {
    /// Handlers take what the webhook does not have, such as the bot; nothing was served.
    Source(BuildError),
    /// Telegram does not take the bot's token; nothing was served.
    Bot {
        /// The bot.
        bot: UserId,
        /// Why.
        error: Arc<Error>,
    },
    /// A startup callback failed, or a layer as it was put around the dispatcher; nothing
    /// was served.
    Startup(BoxError),
    /// Telegram could not be told where the webhook is.
    Registration(Error),
    /// The server that the webhook is mounted in failed.
    Server(BoxError),
    /// A shutdown callback failed, or did not end in time, after all was served.
    Shutdown(BoxError),
}

/// With all causes, for it is what a `main` that returns it shows.
impl fmt::Debug for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_causes(self, f)
    }
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(_) => f.write_str("handlers take what the webhook does not have"),
            Self::Bot { bot, .. } => write!(f, "Telegram does not take the token of bot {}", bot.0),
            Self::Startup(_) => f.write_str("the startup failed"),
            Self::Registration(_) => f.write_str("Telegram could not be told where the webhook is"),
            Self::Server(_) => f.write_str("the server failed"),
            Self::Shutdown(_) => f.write_str("a shutdown callback failed"),
        }
    }
}

impl StdError for ServeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Source(error) => Some(error),
            Self::Bot { error, .. } => Some(&**error),
            Self::Registration(error) => Some(error),
            Self::Startup(error) | Self::Server(error) | Self::Shutdown(error) => Some(&**error),
        }
    }
}
