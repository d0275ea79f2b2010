//! Installs the subscriber.

use std::env;

use tracing::{dispatcher, subscriber::NoSubscriber};

use crate::log::{levels::Levels, subscriber::StderrSubscriber};

/// Writes events to standard error, one per line, unless the program has set a `tracing`
/// subscriber.
///
/// [`run`](crate::run) calls it. A program that uses [`serve`](crate::webhook::serve), a mounted
/// webhook or [`Polling`](crate::polling::Polling) calls it first, or sets a subscriber of its own:
/// without one, failures are not visible.
///
/// By default, the warnings and errors of all crates are written, and the INFO events of chappe's
/// crates. `RUST_LOG` overrides this: it contains a level for all targets (`error`, `warn`,
/// `info`, `debug`, `trace` or `off`), levels of single targets (`my_bot=debug,sqlx=off`), or
/// both. Lines contain no timestamps, no texts of messages and no token. Spans are ignored.
///
/// # Example
///
/// ```no_run
/// use chappe::prelude::*;
///
/// #[tokio::main]
/// async fn main() -> Result<(), BoxError> {
///     chappe::log_to_stderr();
///     let app = Router::new("echo")
///         .message(|m| m.on(text(), async |Text(text): Text| reply(text)));
///     let webhook = Webhook::new(app).bot(Bot::from_env()?).secret("s3cr3t");
///     let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
///     Ok(serve(listener, webhook).path("/telegram").await?) // logs where it listens
/// }
/// ```
pub fn log_to_stderr() {
    if !dispatcher::get_default(dispatcher::Dispatch::is::<NoSubscriber>) {
        return;
    }
    let directives = env::var("RUST_LOG").unwrap_or_default();
    let (levels, invalid) = Levels::parse(&directives);
    // This fails if another thread has set a subscriber in the meantime; that one is used then.
    if tracing::subscriber::set_global_default(StderrSubscriber::new(levels)).is_ok() {
        for directive in invalid {
            tracing::warn!(
                directive,
                "RUST_LOG has a part that is not LEVEL or TARGET=LEVEL: it is ignored"
            );
        }
    }
}
