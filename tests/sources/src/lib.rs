//! Runs one app with each source of updates, with an in-memory Bot API server and paused time,
//! and records the calls of the bot with their times.
#![expect(clippy::unwrap_used, reason = "it serves tests only")]

mod deliveries;
mod said;
mod world;

pub use self::{
    said::Said,
    world::{Source, World, seconds},
};
