//! Run with `cargo run -p downloader`, and open the chat page whose address it prints.

#[tokio::main]
async fn main() -> Result<(), chappe::Error> {
    chappe::run(downloader::app()).await
}
