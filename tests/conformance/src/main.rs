//! Runs scenarios and documents through the public API.
//!
//! ```text
//! conformance dispatch < SCENARIOS      one JSON line a scenario: what ran, and the outcome
//! conformance decode FILE…              one JSON line a file: what it decodes to, printed back
//! conformance cost                      allocations of a layer, a route, routing and decoding
//!
//! again and again, to be counted from outside:
//! conformance spin COMMANDS TEXT LOOPS  dispatches a message
//! conformance spin-layers LOOPS         the same, through six layers
//! conformance spin-data FORM LOOPS      dispatches a press to a hundred types of callback data
//! conformance spin-decode LOOPS FILE…   decodes documents
//! conformance spin-hundred derived|by-hand|routes TEXT LOOPS  dispatches one of a hundred commands
//! ```

use std::process::ExitCode;

use conformance::{cost, decode, dispatch, documents, hundred, layered, typed_data};

const USAGE: &str = "usage: conformance dispatch | decode FILE… | cost | \
    spin COMMANDS TEXT LOOPS | spin-layers LOOPS | spin-data FORM LOOPS | \
    spin-decode LOOPS FILE… | spin-hundred derived|by-hand|routes TEXT LOOPS";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let command = arguments.first().and_then(|command| command.to_str());
    let result = match command {
        Some("dispatch") => dispatch::run(std::io::stdin().lock(), std::io::stdout().lock()),
        Some("decode") => decode::run(&arguments[1..], std::io::stdout().lock()),
        Some("cost") => cost::run(std::io::stdout().lock()),
        Some("spin") => cost::spin(&arguments[1..]),
        Some("spin-layers") => layered::spin(&arguments[1..]),
        Some("spin-data") => typed_data::spin(&arguments[1..]),
        Some("spin-hundred") => hundred::spin(&arguments[1..]),
        Some("spin-decode") => documents::spin(&arguments[1..]),
        _ => Err(USAGE.into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "output of a command line tool")]
fn report(error: &str) {
    eprintln!("conformance: {error}");
}
