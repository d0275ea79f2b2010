//! Runs bots under load, faults and panics, and checks the outcome of each update.
//!
//! ```text
//! cargo run --release -p stress -- webhook --seconds 60
//! cargo run --release -p stress -- polling --kills 200
//! cargo run --release -p stress -- panics --updates 100000
//! ```
//!
//! Prints figures, then a line `FAULT …` for each violated guarantee. Exits with 0 if there is
//! none, with 1 if there is one, and with 2 if it could not run.

mod command_line;
mod memory;
mod panics;
mod polling;
mod random;
mod report;
mod webhook;

use std::{io::Write as _, process::ExitCode};

use command_line::CommandLine;

#[tokio::main]
async fn main() -> ExitCode {
    let report = match CommandLine::parse(std::env::args().skip(1)) {
        Ok(CommandLine::Webhook(options)) => webhook::run(options).await,
        Ok(CommandLine::Polling(options)) => polling::run(options).await,
        Ok(CommandLine::PollingChild { url }) => return polling::child(&url).await,
        Ok(CommandLine::Panics(options)) => panics::run(options).await,
        Err(error) => Err(format!("{error}\n{}", command_line::USAGE).into()),
    };
    match report {
        Ok(report) => {
            let _ = write!(std::io::stdout(), "{report}");
            if report.has_no_fault() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::from(2)
        }
    }
}
