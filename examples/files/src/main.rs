//! Run with `TELEGRAM_BOT_TOKEN=… cargo run -p files`.

use chappe::prelude::*;
use files::app;

#[tokio::main]
async fn main() -> Result<(), chappe::Error> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).init();
    Ok(Polling::new(Bot::from_env()?, app()).await?)
}
