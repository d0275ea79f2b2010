//! Runs a bot with the settings of the environment.

use std::{env, future::Future};

use chappe_client::Bot;
use chappe_core::{Dispatcher, IntoDispatcher};

use crate::{error::Error, log::log_to_stderr, run::server};

/// Runs a bot by long polling until the process receives SIGTERM or Ctrl-C.
///
/// Takes a [`Router`](crate::Router), a [`DispatcherBuilder`](crate::DispatcherBuilder) or
/// a [`Dispatcher`]. Handlers, callbacks and error observers can extract the [`Bot`].
///
/// With `TELEGRAM_BOT_TOKEN` in the environment, it polls Telegram, or the server at
/// `TELEGRAM_API_URL`. Without a token, and with the feature `emulator`, it starts an emulator on
/// this machine, prints its address (`chat page: http://…` is the first line) and polls that. The
/// page's inspector shows the filters, layers and handlers that each update passed through, unless
/// the app is a [`Dispatcher`] that was not built [`traced`](crate::DispatcherBuilder::traced).
/// The inspector of another emulator on this machine, at `TELEGRAM_API_URL`, shows them too.
///
/// The bot of the page is named after the root router: `Router::new("shop")` is `shop`,
/// `@shop_bot`. Its chats, users and port are the same after a restart: they are kept in a file of
/// this program in cargo's target directory, which is saved a quarter of a second after a change and
/// at the end. `CHAPPE_EMULATOR_SNAPSHOT` names another file; with the value `off`, each start has
/// no chats. See `emulator::default_snapshot_file`.
///
/// # What it logs
///
/// It calls [`log_to_stderr`](crate::log_to_stderr): unless the program has set a `tracing`
/// subscriber, events are written to standard error, one per line: the start of polling, updates
/// that failed, replies that Telegram refused, failures to reach Telegram, a rejected token, and
/// warnings of the dispatcher. The lines contain no timestamps, which log collectors add, no texts
/// of messages and no token.
///
/// ```text
/// INFO  polling as @my_bot bot=42
/// ERROR an update failed update_id=7 kind=message handler="`order` of `app`, `message`" tries=1 error="the order is lost: no disk"
/// ```
///
/// The variable `RUST_LOG` sets levels. `chappe=debug` adds a line per update and per call.
///
/// # Errors
///
/// Fails if the bot cannot be set up ([`Error::is_setup`]), if a startup or shutdown callback
/// fails, and for the other reasons in [`PollingError`](crate::polling::PollingError).
///
/// # Panics
///
/// Panics under the same conditions as [`Dispatcher::new`](crate::Dispatcher::new).
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
pub fn run(app: impl IntoDispatcher) -> impl Future<Output = Result<(), Error>> + Send {
    log_to_stderr();
    run_dispatcher(server::dispatcher(app))
}

/// Not generic: compiled in this crate, not in each bot.
async fn run_dispatcher(dispatcher: Dispatcher) -> Result<(), Error> {
    // An empty variable counts as unset.
    let token = env::var_os("TELEGRAM_BOT_TOKEN").filter(|token| !token.is_empty());
    if token.is_none() {
        server::without_token(dispatcher).await
    } else {
        server::with_bot(Bot::from_env()?, dispatcher).await
    }
}
