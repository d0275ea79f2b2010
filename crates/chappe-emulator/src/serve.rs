//! Serves until the process is interrupted.

use std::{error::Error, io::Write as _, process::ExitCode};

use chappe_emulator::{Emulator, Running};
use tokio::net::TcpListener;

use crate::{command_line::Serve, signals};

pub(crate) async fn run(options: &Serve) -> Result<ExitCode, Box<dyn Error>> {
    let running = start(options).await?;
    announce(&running)?;
    signals::interrupted().await?;
    Ok(ExitCode::SUCCESS)
}

/// Starts an emulator.
pub(crate) async fn start(options: &Serve) -> Result<Running, Box<dyn Error>> {
    let listener = TcpListener::bind(&options.address).await;
    let listener =
        listener.map_err(|error| format!("cannot listen on {}: {error}", options.address))?;
    let mut emulator = Emulator::with_seed(options.seed);
    if let Some(most) = options.history {
        emulator = emulator.history(most);
    }
    if options.fetches_from_any {
        emulator = emulator.fetch_from_any_host();
    }
    Ok(options.hosts.iter().fold(emulator, Emulator::host).listen(listener)?)
}

/// Prints the address.
pub(crate) fn announce(running: &Running) -> std::io::Result<()> {
    let mut stdout = std::io::stdout();
    writeln!(stdout, "emulator listening on {}", running.url())?;
    stdout.flush()
}
