//! What `run` does, from the outside: processes against a server of this machine.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod app;
mod child;
mod stderr;
