//! Tasks of the workspace.
//!
//! ```text
//! cargo xtask codegen           writes the generated files of chappe-types
//! cargo xtask codegen --check   fails if they are not what it would write
//! cargo xtask browser           tests the emulator's page in Chromium; needs node and playwright-core
//! cargo xtask clients           runs the clients of others against the emulator; needs them all
//! cargo xtask clients NAME      runs one of them
//! cargo xtask cost              fails if decoding or dispatching costs more than it did; needs valgrind
//! ```

mod browser;
mod clients;
mod codegen;
mod cost;
mod emulator;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match &*arguments {
        ["codegen"] => codegen::write(),
        ["codegen", "--check"] => codegen::check(),
        ["browser"] => browser::run(),
        ["clients"] => clients::run(None),
        ["clients", name] => clients::run(Some(name)),
        ["cost"] => cost::run(),
        _ => Err("usage: cargo xtask codegen [--check] | browser | clients [NAME] | cost".into()),
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
    eprintln!("xtask: {error}");
}
