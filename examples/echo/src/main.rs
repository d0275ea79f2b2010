//! Run with `cargo run -p echo`, and open the page that it names; or with
//! `TELEGRAM_BOT_TOKEN=… cargo run -p echo`, and write to the bot in Telegram.

#[tokio::main]
async fn main() -> Result<(), chappe::Error> {
    chappe::run(echo::app()).await
}
