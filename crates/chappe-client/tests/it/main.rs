//! The client from the outside: every way in which a call may fail.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod allocations;
mod broken;
mod downloads;
mod edges;
mod extractor;
mod extremes;
mod flood;
mod garbage;
mod layers;
mod prepared;
mod proxies;
mod registration;
mod repeated;
mod secrets;
mod support;
mod too_many;
mod uploads;
