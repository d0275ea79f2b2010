//! Run with `cargo run -p long_work`, and open the page that it names.

#[tokio::main]
async fn main() -> Result<(), chappe::Error> {
    chappe::run(long_work::app()).await
}
