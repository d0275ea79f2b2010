//! Runs a bot as the environment says.

use std::{env, future::Future};

use chappe_client::Bot;
use chappe_core::{BoxError, Dispatcher, IntoDispatcher};

use crate::run::{RunError, log, server};

/// Runs a bot by long polling until the process is asked to stop.
///
/// Takes a [`Router`](crate::Router), a [`DispatcherBuilder`](crate::DispatcherBuilder) or
/// a [`Dispatcher`].
///
/// With `TELEGRAM_BOT_TOKEN` in the environment, it polls Telegram, or the server
/// at `TELEGRAM_API_URL`. Without, and with the feature `emulator`, it starts a
/// Telegram of its own on this machine, prints where (`chat page: http://…` is
/// the first line), and runs against that; the page's inspector then shows which
/// filters, layers and handlers each update met, unless the app is a [`Dispatcher`] that
/// was not built [`traced`](crate::DispatcherBuilder::traced). It does so for an emulator
/// at `TELEGRAM_API_URL` too.
///
/// Handlers, callbacks and error observers may take the [`Bot`].
///
/// # What it writes
///
/// Unless the program has set a `tracing` subscriber, what happens is written to standard
/// error, an event a line: whom it polls as, updates that failed, replies that were
/// refused, a Telegram that cannot be reached or does not accept the token, warnings of
/// the dispatcher. Lines have no time: whatever collects them knows it. They hold no texts
/// of messages and no token.
///
/// ```text
/// INFO  polling as @my_bot bot=42
/// ERROR an update failed update_id=7 kind=message handler="`shop::order` of `app`, `message`" tries=1 error="the order is lost: no disk"
/// ```
///
/// These are warnings and errors of all crates, and INFO of chappe's. `RUST_LOG` says
/// otherwise: a level for all (`error`, `warn`, `info`, `debug`, `trace` or `off`), levels
/// for targets besides (`my_bot=debug,sqlx=off`), or both. With `chappe=debug`, each update
/// and each call is a line.
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
///         .message(|m| m.on(text(), async |Text(text): Text| reply(text)));
///     chappe::run(app).await
/// }
/// ```
#[track_caller]
pub fn run(app: impl IntoDispatcher) -> impl Future<Output = Result<(), BoxError>> + Send {
    log::start();
    run_dispatcher(server::dispatcher(app))
}

/// Not generic: it is compiled here, and not in each bot.
async fn run_dispatcher(dispatcher: Dispatcher) -> Result<(), BoxError> {
    // One that is set to nothing is as good as none.
    let token = env::var_os("TELEGRAM_BOT_TOKEN").filter(|token| !token.is_empty());
    let result = if token.is_none() {
        server::without_token(dispatcher).await
    } else {
        let bot = Bot::from_env();
        let bot =
            bot.map_err(|error| RunError::setup("there is no bot to run", Some(error.into())))?;
        server::with_bot(bot, dispatcher).await
    };
    Ok(result?)
}
