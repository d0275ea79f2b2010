//! When to stop.

use std::{fmt, future::Future, io, pin::Pin};

/// Completes when the process is asked to stop: SIGTERM or Ctrl-C.
///
/// # Errors
///
/// Completes at once, with a log line, if the signals cannot be listened to.
pub async fn shutdown_signal() {
    Stop::signals().asked().await;
}

/// When a source of updates is to stop: told by signals, or by a future.
///
/// # Example
///
/// ```
/// use chappe_intake::Stop;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let mut stop = Stop::when(async {});
/// stop.asked().await;
/// # }
/// ```
pub struct Stop(Inner);

enum Inner {
    Signals(Signals),
    Future(Option<Pin<Box<dyn Future<Output = ()> + Send>>>),
    /// The signals cannot be listened to.
    Deaf,
}

impl Stop {
    /// SIGTERM or Ctrl-C, from now on: one that comes before anybody waits for
    /// it is not lost.
    ///
    /// Needs a tokio runtime with I/O around it.
    pub fn signals() -> Self {
        match Signals::new() {
            Ok(signals) => Self(Inner::Signals(signals)),
            Err(error) => {
                tracing::error!(%error, "cannot listen to signals");
                Self(Inner::Deaf)
            }
        }
    }

    /// When this future completes.
    pub fn when(future: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(Inner::Future(Some(Box::pin(future))))
    }

    /// Waits to be asked; at once, if that cannot be heard.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    pub async fn asked(&mut self) {
        match &mut self.0 {
            Inner::Signals(signals) => signals.next().await,
            Inner::Future(future) => {
                if let Some(running) = future {
                    running.await;
                    *future = None;
                }
            }
            Inner::Deaf => {}
        }
    }

    /// Waits to be asked once more; only signals do so.
    pub async fn asked_again(&mut self) {
        match &mut self.0 {
            Inner::Signals(signals) => signals.next().await,
            Inner::Future(_) | Inner::Deaf => std::future::pending().await,
        }
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_signals = matches!(self.0, Inner::Signals(_));
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
