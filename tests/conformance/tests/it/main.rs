//! The runner, with scenarios and documents of this repository.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod cost;
mod decode;
mod dispatch;
mod limits;
mod memory;
