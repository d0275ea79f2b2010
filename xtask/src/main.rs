//! Tasks of the workspace.
//!
//! ```text
//! cargo xtask codegen           writes the generated files of chappe-types
//! cargo xtask codegen --check   fails if they are not what it would write
//! cargo xtask browser           tests the emulator's page in Chromium; needs node and playwright-core
//! cargo xtask clients           runs the clients of others against the emulator; needs them all
//! cargo xtask clients NAME      runs one of them
//! cargo xtask cost              fails if decoding or dispatching costs more than it did; needs valgrind
//! cargo xtask emulator-speed    measures the emulator over HTTP; a name limits it to one figure
//! cargo xtask sequences         plays random sequences against the emulator; passes options on
//! cargo xtask text              sends random texts and Markdown to the emulator; passes options on
//! ```

mod browser;
mod clients;
mod codegen;
mod cost;
mod emulator;
mod emulator_speed;
mod sequences;
mod text;

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
        ["emulator-speed", only @ ..] if only.len() <= 1 => {
            emulator_speed::run(only.first().copied()).map_err(|error| error.to_string().into())
        }
        ["sequences", arguments @ ..] => sequences::run(arguments),
        ["text", arguments @ ..] => text::run(arguments),
        _ => Err("usage: cargo xtask codegen [--check] | browser | clients [NAME] | cost | \
                  emulator-speed [FIGURE] | sequences [OPTION…] | text [OPTION…]"
            .into()),
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
