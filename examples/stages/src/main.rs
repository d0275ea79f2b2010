//! Run with `cargo run -p stages`: prints the stages of one message.

use std::io::Write as _;

use chappe::prelude::*;
use stages::{Trace, app};
use tower::ServiceExt as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BoxError> {
    let trace = Trace::default();
    let update = chappe_types::fixtures::message("hello");
    let outcome = Dispatcher::new(app(&trace)).oneshot(Request::from(update)).await?;
    assert!(outcome.is_handled(), "the greeting is handled");
    let mut stdout = std::io::stdout().lock();
    for name in trace.names() {
        writeln!(stdout, "{name}")?;
    }
    Ok(())
}
