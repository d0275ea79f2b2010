//! A shop: routers inside routers, each with its own layers and filters.
//!
//! ```text
//! shop            every update is timed
//! ├── admin       only the owner's chat gets in
//! │   └── stock   commands about the stock
//! └── customers   all other chats
//! ```

use std::time::Instant;

use chappe::prelude::*;

/// The owner's chat.
pub const OWNER: ChatId = ChatId(1);

/// Returns the bot's router.
pub fn app() -> Router {
    Router::new("shop")
        .update(|u| u.outer_layer(timed))
        .message(|m| m.inner_layer(checked))
        .include(admin())
        .include(customers())
}

fn admin() -> Router {
    let stock =
        Router::new("stock").message(|m| m.on(command("stock"), async || reply("7 towers")));
    Router::new("admin")
        .message(|m| {
            m.filter(chat_id([OWNER])) // guards this router and its children
                .on(command("close"), async || reply("closed"))
        })
        .include(stock)
}

fn customers() -> Router {
    Router::new("customers").message(|m| m.on(command("buy"), buy).fallback(help))
}

async fn buy(CommandArgs(what): CommandArgs) -> impl IntoOutcome {
    reply(format!("sold: {what}"))
}

async fn help() -> impl IntoOutcome {
    reply("Try /buy.")
}

/// The time at which the update arrived.
#[derive(Clone, Copy, Debug)]
struct ArrivedAt(Instant);

/// Stores the time of arrival for all inner services.
async fn timed(request: Request<Update>, next: Next<Update>) -> Result<Outcome, BoxError> {
    next.run(request.with(ArrivedAt(Instant::now()))).await
}

/// Wraps each message handler, in this router and in all nested ones.
async fn checked(request: Request<Message>, next: Next<Message>) -> Result<Outcome, BoxError> {
    let elapsed = request.get::<ArrivedAt>().map(|ArrivedAt(at)| at.elapsed());
    debug_assert!(elapsed.is_some(), "the outer layer stored it");
    next.run(request).await
}
