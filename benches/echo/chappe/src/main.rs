//! A bot that polls and echoes messages: chappe.

use chappe::prelude::*;

#[tokio::main]
async fn main() -> Result<(), chappe::Error> {
    chappe::run(Router::new("echo").message(|m| m.on(text(), echo))).await
}

async fn echo(Text(text): Text) -> impl IntoOutcome {
    reply(text)
}
