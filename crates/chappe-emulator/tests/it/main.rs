//! The emulator as its users see it: clients of this repository, and hand-written requests.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod answers;
mod bots;
mod breaks;
mod deliveries;
mod edits;
mod errors;
mod events;
mod faults;
mod files;
mod groups;
mod hosts;
mod inline;
mod large;
mod limits;
mod migrations;
mod odd;
mod page;
mod payments;
mod polls;
mod questions;
mod reactions;
mod repeats;
mod requests;
mod scenarios;
mod sends;
mod snapshots;
mod support;
mod throughput;
mod traces;
mod twice;
mod webhooks;
