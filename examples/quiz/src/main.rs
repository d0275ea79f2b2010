//! Run with `cargo run -p quiz`, and open the chat page whose address it prints: add a few people
//! there, put them into a group with the bot, and say `/quiz`.

#[tokio::main]
async fn main() -> Result<(), chappe::Error> {
    chappe::run(quiz::app()).await
}
