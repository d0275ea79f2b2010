//! The testing kit from the outside.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod app;
mod failures;
mod members;
mod messages;
mod people;
mod recorders;
mod shortcuts;
mod tasks;
mod time;
mod topics;
mod updates;
mod wiring;
