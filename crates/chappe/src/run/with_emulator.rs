//! Without a token, the bot talks to a Telegram of its own.

use std::{env, io::Write as _};

use chappe_client::{ApiServer, Bot};
use chappe_core::{BoxError, Dispatcher, Router};
use chappe_emulator::{Emulator, InspectorLayer, Running};
use chappe_polling::Polling;
use tokio::net::TcpListener;

use crate::run::RunError;

/// Any token will do.
const TOKEN: &str = "1:emulator";

/// Where the page is unless something else is there: a browser that stays open
/// finds it again.
const ADDRESS: &str = "127.0.0.1:8081";

pub(crate) async fn without_token(router: Router) -> Result<(), RunError> {
    let (running, bot) =
        start().await.map_err(|error| RunError::setup("the emulator cannot start", Some(error)))?;
    let mut stdout = std::io::stdout();
    // Nobody may be reading.
    let _ = writeln!(stdout, "chat page: {}/", running.url()).and_then(|()| stdout.flush());
    let layer = InspectorLayer::new(running.emulator(), bot.id().0);
    poll(bot, router, Some(layer)).await
}

pub(crate) async fn with_bot(bot: Bot, router: Router) -> Result<(), RunError> {
    let url = env::var("TELEGRAM_API_URL").unwrap_or_default();
    // Telegram's own servers are neither here nor without TLS.
    let is_here = ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"]
        .iter()
        .any(|here| url.starts_with(here));
    let layer = if is_here { InspectorLayer::at(&url, bot.id().0) } else { None };
    poll(bot, router, layer).await
}

async fn start() -> Result<(Running, Bot), BoxError> {
    let emulator = Emulator::new();
    let running = match TcpListener::bind(ADDRESS).await {
        Ok(listener) => emulator.listen(listener)?,
        Err(_) => emulator.start().await?,
    };
    let server = ApiServer::new(&running.url())?;
    let bot = Bot::builder(TOKEN.parse()?).server(server).build()?;
    Ok((running, bot))
}

async fn poll(bot: Bot, router: Router, inspector: Option<InspectorLayer>) -> Result<(), RunError> {
    let builder = Dispatcher::builder(router).extension(bot.clone());
    let polling = match inspector {
        Some(layer) => Polling::new(bot, builder.traced().build()).layer(layer),
        None => Polling::new(bot, builder.build()),
    };
    polling.await.map_err(|error| RunError::ended(error.into()))
}
