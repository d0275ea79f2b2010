//! Run with `cargo run -p ask`, and open the chat page whose address it prints.

#[tokio::main]
async fn main() -> Result<(), chappe::Error> {
    chappe::run(ask::app()).await
}
