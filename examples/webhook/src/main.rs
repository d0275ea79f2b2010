//! Run with `WEBHOOK_SECRET=s3cr3t cargo run -p webhook`.
//!
//! With `TELEGRAM_BOT_TOKEN`, it calls `getMe`, and sends replies that are too late for a
//! response. With `WEBHOOK_URL` too, it registers that URL with Telegram. Without a token, the bot
//! is `@testbot`, or `@BOT_USERNAME` if that variable is set.

use std::{env, io::Write as _, process::ExitCode};

use chappe::{prelude::*, types::SetWebhook};
use tokio::net::TcpListener;
use webhook::app;

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).init();
    let Some(secret) = env::var("WEBHOOK_SECRET").ok().filter(|secret| !secret.is_empty()) else {
        tracing::error!("set WEBHOOK_SECRET to the secret_token that setWebhook was called with");
        return ExitCode::from(2);
    };
    match run(&secret).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the webhook ended");
            ExitCode::FAILURE
        }
    }
}

async fn run(secret: &str) -> Result<(), BoxError> {
    let address = env::var("WEBHOOK_ADDR").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let mut webhook = if env::var_os("TELEGRAM_BOT_TOKEN").is_some() {
        Webhook::new(app()).bot(Bot::from_env()?)
    } else {
        let username = env::var("BOT_USERNAME").unwrap_or_else(|_| "testbot".to_owned());
        Webhook::new(Dispatcher::builder(app()).me(Me::new(42, username)).build())
    };
    webhook = webhook.secret(secret);
    if let Ok(most) = env::var("WEBHOOK_MAX_IN_FLIGHT") {
        webhook = webhook.max_in_flight(most.parse()?);
    }
    let listener = TcpListener::bind(address).await?;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "listening on http://{}/telegram", listener.local_addr()?)?;
    stdout.flush()?;
    let mut server = serve(listener, webhook).path("/telegram");
    if let Ok(url) = env::var("WEBHOOK_URL") {
        server = server.register(SetWebhook::new(url));
    }
    server.await?;
    Ok(())
}
