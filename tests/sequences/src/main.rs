//! Runs random sequences of people's actions and bots' calls against the emulator.
//!
//! ```text
//! cargo run --release -p sequences -- --seed 1 --count 100000
//! cargo run --release -p sequences -- --seconds 60
//! ```
//!
//! No sequence may cause a panic, a hang or an answer that does not fit the schema or that
//! `chappe-types` does not read. A snapshot in the middle, restored into another emulator, must
//! continue as the first one does. The methods are those of the schema, and the actions those that
//! the control API documents, so a new one is covered without a change here.
//!
//! Prints each kind of failure with its seed and its steps, shortened. Exits with 0 if there is
//! none, with 1 if there is one, and with 2 if it could not run.

mod actions;
mod check;
mod command_line;
mod compare;
mod draw;
mod failure;
mod files;
mod generate;
mod names;
mod panics;
mod play;
mod pool;
mod random;
mod readers;
mod run;
mod schema;
mod sequence;
mod shrink;
mod step;
mod watchdog;

use std::{io::Write as _, process::ExitCode};

use command_line::CommandLine;

fn main() -> ExitCode {
    let result = CommandLine::parse(std::env::args().skip(1)).and_then(|line| run::run(&line));
    match result {
        Ok(report) => {
            let _ = write!(std::io::stdout(), "{report}");
            if report.has_no_failure() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::from(2)
        }
    }
}
