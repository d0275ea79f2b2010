//! The signals that end the program.

/// Waits for SIGINT or SIGTERM.
#[cfg(unix)]
pub(crate) async fn interrupted() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut ends = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = ends.recv() => Ok(()),
    }
}

/// Waits for an interrupt from the console.
#[cfg(not(unix))]
pub(crate) async fn interrupted() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
