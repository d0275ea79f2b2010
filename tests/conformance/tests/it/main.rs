//! The runner on scenarios and documents of our own.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod cost;
mod decode;
mod dispatch;
mod limits;
mod memory;
