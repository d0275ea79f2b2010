//! Runs a bot as the environment says.

use std::env;

use chappe_client::Bot;
use chappe_core::{BoxError, Router};

use crate::run::{RunError, server};

/// Runs a bot by long polling until the process is asked to stop.
///
/// With `TELEGRAM_BOT_TOKEN` in the environment, it polls Telegram, or the server
/// at `TELEGRAM_API_URL`. Without, and with the feature `emulator`, it starts a
/// Telegram of its own on this machine, prints where (`chat page: http://…` is
/// the first line), and runs against that; the page's inspector then shows which
/// filters, layers and handlers each update met. It does so for an emulator at
/// `TELEGRAM_API_URL` too.
///
/// Handlers may take the [`Bot`].
///
/// # Errors
///
/// A [`RunError`] if there is nothing to run the bot with, or as
/// [`Polling`](crate::polling::Polling) fails.
///
/// # Panics
///
/// Panics as [`Dispatcher::new`](crate::Dispatcher::new) does.
///
/// # Example
///
/// ```no_run
/// use chappe::prelude::*;
///
/// #[tokio::main]
/// async fn main() -> Result<(), chappe::Error> {
///     let app = Router::new("echo")
///         .message(|on| on.on(text(), async |Text(text): Text| reply(text)));
///     chappe::run(app).await
/// }
/// ```
pub async fn run(router: Router) -> Result<(), BoxError> {
    let result = if env::var_os("TELEGRAM_BOT_TOKEN").is_none() {
        server::without_token(router).await
    } else {
        let bot = Bot::from_env();
        let bot =
            bot.map_err(|error| RunError::setup("there is no bot to run", Some(error.into())))?;
        server::with_bot(bot, router).await
    };
    Ok(result?)
}
