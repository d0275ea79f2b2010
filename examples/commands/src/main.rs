//! Run with `cargo run -p commands`, and open the chat page whose address it prints.

#[tokio::main]
async fn main() -> Result<(), chappe::Error> {
    chappe::run(commands::app()).await
}
