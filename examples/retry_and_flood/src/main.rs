//! Run with `TELEGRAM_BOT_TOKEN=… cargo run -p retry_and_flood -- TEXT CHAT…`.

use std::{env, io::Write as _, process::ExitCode};

use chappe::{client::BotBuilder, prelude::*};
use retry_and_flood::{bot, broadcast};

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).init();
    let mut arguments = env::args().skip(1);
    let Some(text) = arguments.next() else {
        tracing::error!("usage: retry_and_flood TEXT CHAT…");
        return ExitCode::from(2);
    };
    let chats: Vec<ChatId> = arguments.filter_map(|chat| chat.parse().ok()).map(ChatId).collect();
    let bot = match BotBuilder::from_env().and_then(bot) {
        Ok(bot) => bot,
        Err(error) => {
            tracing::error!(%error, "the bot cannot be built");
            return ExitCode::from(2);
        }
    };
    let done = broadcast(&bot, &chats, &text).await;
    let _ = writeln!(std::io::stdout(), "{done:?}");
    ExitCode::SUCCESS
}
