//! A subscriber that writes events to standard error.

mod levels;
mod line;
mod start;
mod subscriber;

pub use self::start::log_to_stderr;
