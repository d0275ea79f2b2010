//! Starts to log.

use std::env;

use tracing::{dispatcher, subscriber::NoSubscriber};

use crate::run::log::{levels::Levels, subscriber::StderrSubscriber};

/// Writes what happens to standard error, unless the program has a subscriber of its own.
pub(crate) fn start() {
    if !dispatcher::get_default(dispatcher::Dispatch::is::<NoSubscriber>) {
        return;
    }
    let wanted = env::var("RUST_LOG").unwrap_or_default();
    let (levels, refused) = Levels::parse(&wanted);
    // It fails if another thread has set one meanwhile, which is as good.
    if tracing::subscriber::set_global_default(StderrSubscriber::new(levels)).is_ok() {
        for directive in refused {
            tracing::warn!(
                directive,
                "RUST_LOG has a part that is not LEVEL or TARGET=LEVEL: it is left out"
            );
        }
    }
}
