//! ```text
//! chappe-emulator [--addr ADDRESS:PORT] [--port N] [--host NAME]… [--seed N] [--history N] [--fetch-from-any-host]
//! chappe-emulator test FILE… [--junit PATH] [--addr ADDRESS:PORT] [--port N] [--host NAME]… [--seed N] [--history N] [--fetch-from-any-host] [-- COMMAND…]
//! ```

mod command_line;
mod process;
mod serve;
mod signals;
mod test;

use std::{io::Write as _, process::ExitCode};

use command_line::CommandLine;

#[tokio::main]
async fn main() -> ExitCode {
    let done = match CommandLine::parse(std::env::args().skip(1)) {
        Ok(CommandLine::Serve(options)) => serve::run(&options).await,
        Ok(CommandLine::Test(options)) => test::run(&options).await,
        Ok(CommandLine::Help) => {
            let _ = write!(std::io::stdout(), "{}", command_line::USAGE);
            return ExitCode::SUCCESS;
        }
        Err(wrong) => {
            let _ = write!(std::io::stderr(), "{wrong}\n{}", command_line::USAGE);
            return ExitCode::from(2);
        }
    };
    done.unwrap_or_else(|error| {
        let _ = writeln!(std::io::stderr(), "{error}");
        ExitCode::from(2)
    })
}
