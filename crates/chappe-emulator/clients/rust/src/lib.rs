//! The steps of a scenario, independent of the client: `scenario.py` in Rust.
//!
//! Each program of this package is a bot on a client of others. It runs the steps against
//! the emulator at the URL in its first argument, by polling, or behind a webhook if the
//! second argument is `webhook`.

mod control;
mod run;
mod scenario;

pub use control::Control;
pub use run::{Run, report};
pub use scenario::{Client, Feature, HTML, PNG, Refusal, digest, scenario};
