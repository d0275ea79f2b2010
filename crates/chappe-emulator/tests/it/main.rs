//! The emulator from the outside, by clients of this repository and by hand.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod bots;
mod errors;
mod events;
mod faults;
mod files;
mod groups;
mod page;
mod questions;
mod scenarios;
mod support;
mod traces;
mod webhooks;
