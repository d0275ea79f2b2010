//! Polling through its public API, with a queue that behaves as Telegram's.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod bots;
mod children;
mod failures;
mod leaving;
mod lifecycle;
mod logs;
mod offset;
mod order;
mod replies;
mod support;
