//! Run with `cargo run -p inline`, and open the chat page whose address it prints.

#[tokio::main]
async fn main() -> Result<(), chappe::Error> {
    chappe::run(inline::app()).await
}
