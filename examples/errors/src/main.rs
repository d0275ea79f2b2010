//! Run with `cargo run -p errors`: prints the replies to some failures.

use std::io::Write as _;

use chappe::prelude::*;
use chappe_types::fixtures::message;
use errors::app;
use tower::ServiceExt as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BoxError> {
    let dispatcher = Dispatcher::new(app());
    for text in ["/pay 5", "/pay 50", "/pay much", "/divide"] {
        let outcome = dispatcher.clone().oneshot(Request::from(message(text))).await?;
        writeln!(std::io::stdout(), "{text}: {:?}", outcome.reply())?;
    }
    Ok(())
}
