//! Startup and shutdown of a webhook.

mod around;
mod phases;
mod startup_and_shutdown;

pub use self::around::Around;
pub(crate) use self::phases::{begin, end, log_drain_timeout, log_second_stop};
