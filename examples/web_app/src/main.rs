//! Run with `TELEGRAM_BOT_TOKEN=… WEB_APP_URL=https://… cargo run -p web_app`.
//!
//! Telegram opens pages over HTTPS only: `WEB_APP_URL` is the address of a proxy or tunnel with a
//! certificate, which forwards to `http://127.0.0.1:8080`.

use std::env;

use chappe::{
    prelude::{Bot, BoxError, Polling, shutdown_signal},
    web_app::Verifier,
};
use tokio::net::TcpListener;
use web_app::{bot, server};

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let token = env::var("TELEGRAM_BOT_TOKEN")?;
    let (telegram, verifier) = (Bot::new(token.parse()?)?, Verifier::new(&token)?);
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    let app = server(telegram.clone(), verifier);
    let pages = axum::serve(listener, app).with_graceful_shutdown(shutdown_signal());
    let polling = Polling::new(telegram, bot(&env::var("WEB_APP_URL")?));
    let (pages, updates) = tokio::join!(pages.into_future(), polling.into_future());
    pages?;
    updates?;
    Ok(())
}
