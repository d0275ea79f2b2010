//! Runs one app behind each source of updates, with a Telegram in memory and in virtual time,
//! and tells what the bot said and when.
#![expect(clippy::unwrap_used, reason = "it serves tests only")]

mod deliveries;
mod said;
mod world;

pub use self::{
    said::Said,
    world::{Source, World, seconds},
};
