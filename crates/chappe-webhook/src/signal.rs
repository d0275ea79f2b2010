//! When to stop.

/// Completes when the process is asked to stop: SIGTERM or Ctrl-C.
///
/// # Errors
///
/// Completes at once, with a log line, if the signals cannot be listened to.
pub async fn shutdown_signal() {
    if let Err(error) = wait().await {
        tracing::error!(%error, "cannot listen to signals");
    }
}

#[cfg(unix)]
async fn wait() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn wait() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
