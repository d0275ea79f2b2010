//! Run with `cargo run -p ask`, and open the page that it names.

#[tokio::main]
async fn main() -> Result<(), chappe::Error> {
    chappe::run(ask::app()).await
}
