//! Run with `cargo run -p testing`, and open the page that it names.

#[tokio::main]
async fn main() -> Result<(), chappe::Error> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).init();
    chappe::run(testing::app()).await
}
