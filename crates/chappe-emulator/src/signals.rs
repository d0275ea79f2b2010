//! What asks the program to end.

/// Waits until somebody interrupts the program, or asks it to end.
#[cfg(unix)]
pub(crate) async fn interrupted() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut ends = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = ends.recv() => Ok(()),
    }
}

/// Waits until somebody interrupts the program.
#[cfg(not(unix))]
pub(crate) async fn interrupted() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
