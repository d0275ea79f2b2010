//! Runs a bot, with whatever there is to run it with.

mod error;
mod from_env;
mod log;
#[cfg(not(feature = "emulator"))]
#[path = "without_emulator.rs"]
mod server;
#[cfg(feature = "emulator")]
#[path = "with_emulator.rs"]
mod server;

pub use self::{error::RunError, from_env::run};
