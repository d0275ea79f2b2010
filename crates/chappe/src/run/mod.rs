//! Runs a bot with the token, the server and the log levels of the environment.

mod from_env;
#[cfg(not(feature = "emulator"))]
#[path = "without_emulator.rs"]
mod server;
#[cfg(feature = "emulator")]
#[path = "with_emulator.rs"]
mod server;

pub use self::from_env::run;
