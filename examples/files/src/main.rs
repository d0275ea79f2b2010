//! Run with `TELEGRAM_BOT_TOKEN=… cargo run -p files`.

use std::process::ExitCode;

use chappe::prelude::*;
use files::app;

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).init();
    let bot = match Bot::from_env() {
        Ok(bot) => bot,
        Err(error) => {
            tracing::error!(%error, "the bot cannot be built");
            return ExitCode::from(2);
        }
    };
    match Polling::new(bot, app()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "polling ended");
            ExitCode::FAILURE
        }
    }
}
