//! Run with `cargo run -p testing`, and open the chat page whose address it prints.

#[tokio::main]
async fn main() -> Result<(), chappe::Error> {
    chappe::run(testing::app()).await
}
