//! Run with `WEBHOOK_SECRET=s3cr3t cargo run -p webhook_axum`.
//!
//! With `TELEGRAM_BOT_TOKEN`, it calls `getMe`, and sends replies that are too late for a
//! response. With `WEBHOOK_URL` too, it registers that URL with Telegram. SIGTERM or Ctrl-C ends
//! it: updates in flight complete first.

use std::env;

use chappe::{
    prelude::{Bot, BoxError, Webhook, shutdown_signal},
    types::SetWebhook,
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
    if let Ok(url) = env::var("WEBHOOK_URL") {
        webhook.register(&SetWebhook::new(url)).await?;
    }
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    tracing::info!("listening on http://{}/telegram", listener.local_addr()?);
    let server = axum::serve(listener, app(webhook.clone()));
    webhook.around(server.with_graceful_shutdown(shutdown_signal())).await?;
    Ok(())
}
