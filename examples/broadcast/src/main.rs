//! Run with `cargo run -p broadcast`, and open the chat page whose address it prints. The id of the
//! administrator is in `ADMIN`.

use broadcast::News;
use chappe::{prelude::*, send::FileCursors};

#[tokio::main]
async fn main() -> Result<(), chappe::Error> {
    let admin = std::env::var("ADMIN").ok().and_then(|id| id.parse().ok());
    // The first user of the chat page.
    let admin = UserId(admin.unwrap_or(100_000_001));
    chappe::run(broadcast::app(News::new(admin, FileCursors::new("target/broadcasts")))).await
}
