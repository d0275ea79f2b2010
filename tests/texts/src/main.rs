//! Sends random formatted texts and random Markdown documents to the emulator, and compares what
//! arrives.
//!
//! ```text
//! cargo run --release -p texts -- --seed 1 --trees 1000000 --documents 100000
//! ```
//!
//! A tree is sent as entities, as HTML and as `MarkdownV2`. What the emulator makes of each must be the
//! tree, and is printed again in the same way. A document of up to 20 kB is read as Markdown within
//! 10 ms without a panic; its parts and its rich message are accepted. Trees and documents are split
//! at random limits: the parts are the text, without the white space between them.
//!
//! Prints each kind of failure with its seed. Exits with 0 if there is none, with 1 if there is one,
//! and with 2 if it could not run.

mod bot;
mod command_line;
mod documents;
mod parts;
mod random;
mod report;
mod run;
mod trees;

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
