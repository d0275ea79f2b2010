//! Failures and error observers. The observers of the router in which the handler failed are tried
//! first, then those of its parent.

use std::{fmt, time::Duration};

use chappe::{Panicked, prelude::*};
use tower::timeout::{TimeoutLayer, error::Elapsed};

/// Returns the bot's router.
pub fn app() -> Router {
    let bank = Router::new("bank")
        .message(|m| {
            m.inner_layer(TimeoutLayer::new(Duration::from_secs(10)))
                .on(command("pay"), pay)
                .on(command("wait"), wait)
                .on(command("divide"), divide)
        })
        .error(|e| e.on(failed_with::<Broke>(), async || reply("The bank: no money left.")));
    Router::new("app").include(bank).error(|e| {
        e.on(failed_with::<Elapsed>(), async || reply("That took too long."))
            .on(failed_with::<Panicked>(), async || reply("Something broke."))
            .fallback(last_resort)
    })
}

async fn pay(CommandArgs(sum): CommandArgs) -> Result<impl IntoOutcome, BoxError> {
    let sum: u32 = sum.parse()?; // only the fallback matches a `ParseIntError`
    if sum > 10 { Err(Broke.into()) } else { Ok(reply("paid")) }
}

async fn wait() {
    tokio::time::sleep(Duration::from_secs(3600)).await;
}

async fn divide() -> impl IntoOutcome {
    let nothing: i32 = "0".parse().unwrap_or_default();
    reply((1 / nothing).to_string())
}

async fn last_resort(Event(failure): Event<ErrorEvent>, chat: Option<ChatId>) -> impl IntoOutcome {
    chat.map(|_| reply(format!("Sorry: {}", failure.error())))
}

/// The bank has no money left.
#[derive(Debug)]
struct Broke;

impl fmt::Display for Broke {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no money left")
    }
}

impl std::error::Error for Broke {}
