//! Installs the subscriber.

use std::env;

use tracing::{dispatcher, subscriber::NoSubscriber};

use crate::run::log::{levels::Levels, subscriber::StderrSubscriber};

/// Installs the subscriber that writes to standard error, unless the program has set one.
pub(crate) fn start() {
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
