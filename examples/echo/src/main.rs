//! Run with `cargo run -p echo`, and open the chat page whose address it prints; or with
//! `TELEGRAM_BOT_TOKEN=… cargo run -p echo --features tls`, and write to the bot in Telegram.

#[tokio::main]
async fn main() -> Result<(), chappe::Error> {
    chappe::run(echo::app()).await
}
