//! The emulator as its users see it: clients of this repository, and hand-written requests.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod answers;
mod bots;
mod breaks;
mod control_api;
mod deliveries;
mod edits;
mod errors;
mod events;
mod faults;
mod files;
mod forwards;
mod groups;
mod hosts;
mod inline;
mod invalid_values;
mod large;
mod lenient_requests;
mod limits;
mod migrations;
mod page;
mod payments;
mod persistence;
mod polling;
mod polls;
mod reactions;
mod repeated_calls;
mod requests;
mod rights;
mod scenarios;
mod sends;
mod snapshots;
mod support;
mod throughput;
mod traces;
mod webhooks;
