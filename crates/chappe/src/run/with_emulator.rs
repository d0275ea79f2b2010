//! With the feature `emulator`: a bot without a token polls an emulator.

use std::{env, io::Write as _, net::Ipv4Addr};

use chappe_client::{ApiServer, Bot};
use chappe_core::{BoxError, Dispatcher, IntoDispatcher};
use chappe_emulator::{Emulator, InspectorLayer, Running, default_snapshot_file};
use chappe_polling::Polling;
use tokio::net::TcpListener;

use crate::error::{Error, Phase};

/// The emulator accepts any token.
const TOKEN: &str = "1:emulator";

/// The port of the page unless the previous run had another one, or it is in use. It is fixed so
/// that an open browser finds the page again after a restart.
const PORT: u16 = 8081;

/// Builds the dispatcher: traced if the inspector of a chat page can show its traces.
#[track_caller]
pub(crate) fn dispatcher(app: impl IntoDispatcher) -> Dispatcher {
    let has_token = env::var_os("TELEGRAM_BOT_TOKEN").is_some_and(|token| !token.is_empty());
    let has_page = !has_token || emulator_at().is_some();
    match app.into_builder() {
        Ok(builder) if has_page => builder.traced().build(),
        Ok(builder) => builder.build(),
        Err(dispatcher) => dispatcher,
    }
}

pub(crate) async fn without_token(dispatcher: Dispatcher) -> Result<(), Error> {
    let (running, bot) = start(&dispatcher)
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

async fn start(dispatcher: &Dispatcher) -> Result<(Running, Bot), BoxError> {
    let mut emulator = Emulator::new();
    if let Some(file) = default_snapshot_file() {
        emulator = emulator.snapshot_file(file);
    }
    // The bot is named after the root router.
    let name = dispatcher.describe().json()["name"].as_str().unwrap_or_default().to_owned();
    emulator.name_bot(TOKEN, &name)?;
    let running = match listener(emulator.last_port()).await {
        Some(listener) => emulator.listen(listener)?,
        None => emulator.start().await?,
    };
    let server = ApiServer::new(&running.url())?;
    let bot = Bot::builder(TOKEN.parse()?).server(server).build()?;
    Ok((running, bot))
}

/// A listener on the port of the previous run, or else on the usual one.
async fn listener(last: Option<u16>) -> Option<TcpListener> {
    for port in last.into_iter().chain([PORT]) {
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            return Some(listener);
        }
    }
    None
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
