//! Run with `cargo run -p payments`, and open the chat page whose address it prints.

#[tokio::main]
async fn main() -> Result<(), chappe::Error> {
    chappe::run(payments::app()).await
}
