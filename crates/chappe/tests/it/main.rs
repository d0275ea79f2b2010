//! Tests of `run`: processes that talk to a local server.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod admins;
mod app;
mod child;
#[cfg(feature = "emulator")]
mod restarts;
mod stderr;
