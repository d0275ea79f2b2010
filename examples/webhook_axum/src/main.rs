//! Run with `WEBHOOK_SECRET=s3cr3t cargo run -p webhook_axum`.
//!
//! With `TELEGRAM_BOT_TOKEN`, it calls `getMe`, and sends replies that are too late for a
//! response.

use std::env;

use chappe::{
    prelude::{Bot, BoxError, Webhook},
    webhook::shutdown_signal,
};
use tokio::net::TcpListener;
use webhook_axum::{app, bot};

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let mut webhook = Webhook::new(bot()).secret(env::var("WEBHOOK_SECRET")?);
    if env::var_os("TELEGRAM_BOT_TOKEN").is_some() {
        webhook = webhook.bot(Bot::from_env()?);
    }
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    let server = axum::serve(listener, app(webhook.clone()));
    webhook.around(server.with_graceful_shutdown(shutdown_signal())).await?;
    Ok(())
}
