//! What stops a source of updates: signals, or a future.

use std::{fmt, future::Future, io, pin::Pin};

use crate::catch_panic::report;

/// Waits for SIGTERM or Ctrl-C.
///
/// If the process cannot listen for signals, logs an error and returns immediately.
///
/// # Panics
///
/// Panics outside of a tokio runtime with I/O enabled.
pub async fn shutdown_signal() {
    Stop::signals().requested().await;
}

/// When a source of updates stops: on signals, or when a future completes.
///
/// # Example
///
/// ```
/// use chappe_intake::Stop;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let mut stop = Stop::when(async {});
/// stop.requested().await;
/// # }
/// ```
pub struct Stop(Trigger);

enum Trigger {
    Signals(Signals),
    Future(Option<Pin<Box<dyn Future<Output = ()> + Send>>>),
    /// The process cannot listen for signals.
    Unavailable,
}

impl Stop {
    /// Stops on SIGTERM or Ctrl-C. Signals are listened for immediately, so one that arrives before
    /// [`requested`](Self::requested) is called is not lost.
    ///
    /// # Panics
    ///
    /// Panics outside of a tokio runtime with I/O enabled.
    pub fn signals() -> Self {
        match Signals::new() {
            Ok(signals) => Self(Trigger::Signals(signals)),
            Err(error) => {
                report(|| tracing::error!(%error, "cannot listen for signals: shutting down"));
                Self(Trigger::Unavailable)
            }
        }
    }

    /// Stops when `future` completes.
    pub fn when(future: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(Trigger::Future(Some(Box::pin(future))))
    }

    /// Waits until a stop is requested; returns immediately if the process cannot listen for
    /// signals.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses no request.
    pub async fn requested(&mut self) {
        match &mut self.0 {
            Trigger::Signals(signals) => signals.next().await,
            Trigger::Future(future) => {
                if let Some(running) = future {
                    running.await;
                    *future = None;
                }
            }
            Trigger::Unavailable => {}
        }
    }

    /// Waits until a signal requests a stop for the second time. Never returns if the stop is a
    /// future.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses no request.
    pub async fn requested_again(&mut self) {
        match &mut self.0 {
            Trigger::Signals(signals) => signals.next().await,
            Trigger::Future(_) | Trigger::Unavailable => std::future::pending().await,
        }
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_signals = matches!(self.0, Trigger::Signals(_));
        f.debug_struct("Stop").field("signals", &is_signals).finish()
    }
}

#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let (terminate, interrupt) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(Self { terminate, interrupt })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn new() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) {
        let _ = self.0.recv().await;
    }
}
