//! Run with `TELEGRAM_BOT_TOKEN=TOKEN,TOKEN,… cargo run -p multibot`.

use std::{env, process::ExitCode};

use chappe::prelude::*;
use multibot::{app, bots};

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the bots ended");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), BoxError> {
    let tokens = env::var("TELEGRAM_BOT_TOKEN")?;
    let server = env::var("TELEGRAM_API_URL").ok();
    let mut bots = bots(&tokens, server.as_deref())?.into_iter();
    let first = bots.next().ok_or("TELEGRAM_BOT_TOKEN has no token")?;
    Ok(bots.fold(Polling::new(first, app()), Polling::bot).await?)
}
