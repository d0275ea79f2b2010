//! Run with `cargo run -p long_work`, and open the chat page whose address it prints.

#[tokio::main]
async fn main() -> Result<(), chappe::Error> {
    chappe::run(long_work::app()).await
}
