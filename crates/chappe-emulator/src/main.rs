//! `chappe-emulator [--addr ADDRESS:PORT] [--port N] [--seed N]`

use std::{io::Write as _, process::ExitCode};

use chappe_emulator::Emulator;
use tokio::net::TcpListener;

const USAGE: &str = "usage: chappe-emulator [--addr 127.0.0.1:8081] [--port N] [--seed N]";

/// What the command line says.
struct Options {
    address: String,
    seed: u64,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Option<Self> {
        let mut options = Self { address: "127.0.0.1:8081".to_owned(), seed: 1 };
        while let Some(argument) = arguments.next() {
            let value = arguments.next()?;
            match &*argument {
                "--addr" => options.address = value,
                "--port" => {
                    let port: u16 = value.parse().ok()?;
                    let host =
                        options.address.rsplit_once(':').map_or("127.0.0.1", |(host, _)| host);
                    options.address = format!("{host}:{port}");
                }
                "--seed" => options.seed = value.parse().ok()?,
                _ => return None,
            }
        }
        Some(options)
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let Some(options) = Options::parse(std::env::args().skip(1)) else {
        let _ = writeln!(std::io::stderr(), "{USAGE}");
        return ExitCode::from(2);
    };
    match run(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "the emulator cannot listen: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> std::io::Result<()> {
    let listener = TcpListener::bind(options.address).await?;
    let running = Emulator::with_seed(options.seed).listen(listener)?;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "emulator listening on {}", running.url())?;
    stdout.flush()?;
    tokio::signal::ctrl_c().await
}
