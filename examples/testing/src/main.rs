//! Run with `cargo run -p testing`, and open the page that it names.

#[tokio::main]
async fn main() -> Result<(), chappe::Error> {
    chappe::run(testing::app()).await
}
