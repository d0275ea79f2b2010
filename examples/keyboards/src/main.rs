//! Run with `cargo run -p keyboards`, and open the chat page whose address it prints: say `/menu`.

#[tokio::main]
async fn main() -> Result<(), chappe::Error> {
    chappe::run(keyboards::app()).await
}
