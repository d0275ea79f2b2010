//! Scenarios: a router tree and updates in, traces and results out.

mod filter;
mod handler;
mod middleware;
mod run;
mod scenario;
mod trace;
mod tree;

pub use self::run::{run, run_built, run_one};
