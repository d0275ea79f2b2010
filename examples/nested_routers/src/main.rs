//! Run with `cargo run -p nested_routers`: prints the tree, and the reasons for the route of
//! each message.

use std::io::Write as _;

use chappe::prelude::*;
use chappe_types::fixtures::message_in;
use nested_routers::app;
use tower::ServiceExt as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BoxError> {
    let dispatcher = Dispatcher::new(app());
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{}", dispatcher.describe())?;
    for (chat, text) in [(1, "/stock"), (2, "/stock"), (2, "/buy a tower")] {
        let update = message_in(1, chat, text);
        writeln!(stdout, "{text} in chat {chat}\n{}", dispatcher.explain(&update))?;
        let outcome = dispatcher.clone().oneshot(Request::from(update)).await?;
        writeln!(stdout, "{:?}\n", outcome.reply())?;
    }
    Ok(())
}
