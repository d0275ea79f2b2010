//! With the feature `emulator`: a bot without a token polls an emulator.

use std::{env, io::Write as _};

use chappe_client::{ApiServer, Bot};
use chappe_core::{BoxError, Dispatcher, IntoDispatcher};
use chappe_emulator::{Emulator, InspectorLayer, Running};
use chappe_polling::Polling;
use tokio::net::TcpListener;

use crate::error::{Error, Phase};

/// The emulator accepts any token.
const TOKEN: &str = "1:emulator";

/// The address of the page unless the port is in use. It is fixed so that an open browser finds
/// the page again after a restart.
const ADDRESS: &str = "127.0.0.1:8081";

/// Builds the dispatcher: traced if the inspector of a chat page can show its traces.
#[track_caller]
pub(crate) fn dispatcher(app: impl IntoDispatcher) -> Dispatcher {
    let has_page = env::var_os("TELEGRAM_BOT_TOKEN").is_none() || emulator_at().is_some();
    match app.into_builder() {
        Ok(builder) if has_page => builder.traced().build(),
        Ok(builder) => builder.build(),
        Err(dispatcher) => dispatcher,
    }
}

pub(crate) async fn without_token(dispatcher: Dispatcher) -> Result<(), Error> {
    let (running, bot) = start()
        .await
        .map_err(|error| Error::new("the emulator cannot start", Phase::Setup, Some(error)))?;
    let mut stdout = std::io::stdout();
    // The bot runs even if standard output is closed.
    let _ = writeln!(stdout, "chat page: {}/", running.url()).and_then(|()| stdout.flush());
    let layer = InspectorLayer::new(running.emulator(), bot.id().0);
    poll(bot, dispatcher, Some(layer)).await
}

pub(crate) async fn with_bot(bot: Bot, dispatcher: Dispatcher) -> Result<(), Error> {
    let layer = emulator_at().and_then(|url| InspectorLayer::at(&url, bot.id().0));
    poll(bot, dispatcher, layer).await
}

/// The URL of a server that may be an emulator: one on this machine without TLS.
fn emulator_at() -> Option<String> {
    let url = env::var("TELEGRAM_API_URL").ok()?;
    let here = ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"];
    here.iter().any(|here| url.starts_with(here)).then_some(url)
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

async fn poll(
    bot: Bot,
    dispatcher: Dispatcher,
    inspector: Option<InspectorLayer>,
) -> Result<(), Error> {
    let mut polling = Polling::new(bot, dispatcher);
    if let Some(layer) = inspector {
        polling = polling.layer(layer);
    }
    Ok(polling.await?)
}
