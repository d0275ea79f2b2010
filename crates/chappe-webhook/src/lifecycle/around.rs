//! [`Around`]: a webhook's startup and shutdown around the server that it is mounted in.

use std::{
    fmt,
    future::{Future, IntoFuture},
    pin::{Pin, pin},
    time::Duration,
};

use chappe_core::BoxError;
use chappe_intake::Stop;
use tokio::time::{Instant, sleep};

use super::phases::{begin, end, log_second_stop};
use crate::{error::ServeError, webhook::Webhook};

/// How long a server may take to end by itself after all updates have ended.
const SERVER_END_TIMEOUT: Duration = Duration::from_millis(500);

impl Webhook {
    /// Wraps the server that the webhook is mounted in. The returned future runs
    /// [`startup`](Self::startup), then the server, then [`shutdown`](Self::shutdown), even if the
    /// server failed.
    ///
    /// The server runs until it ends, or until SIGTERM or Ctrl-C ([`Around::until`] replaces the
    /// signals). Then further updates are rejected, and the server keeps running until all updates
    /// in flight have ended, for at most [`Around::drain`]. A server that shuts down on a signal,
    /// such as axum's `with_graceful_shutdown`, then ends by itself; any other server is dropped
    /// half a second later. A second signal ends the drain immediately.
    ///
    /// # Errors
    ///
    /// Fails as [`startup`](Self::startup) does, in which case the server does not run; with
    /// [`ServeError::Server`] if the server fails; and with [`ServeError::Shutdown`] if only a
    /// shutdown callback fails.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the server and runs no shutdown callbacks.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let webhook = Webhook::new(Router::new("app"));
    /// // With axum: `axum::serve(listener, router_with_the_webhook)`.
    /// let server = async { Ok::<_, std::io::Error>(()) };
    /// webhook.around(server).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn around<F>(&self, server: F) -> Around<F> {
        Around { webhook: self.clone(), server, drain: Duration::from_secs(20), until: None }
    }
}

/// A server wrapped in a webhook's startup and shutdown. Await it. Created by
/// [`Webhook::around`].
#[must_use = "a server does nothing until it is awaited"]
pub struct Around<F> {
    webhook: Webhook,
    server: F,
    drain: Duration,
    until: Option<Stop>,
}

impl<F> Around<F> {
    /// Sets how long updates in flight may take after the stop, and then how long the shutdown
    /// callbacks may take. Defaults to 20 s each.
    pub fn drain(mut self, deadline: Duration) -> Self {
        self.drain = deadline;
        self
    }

    /// Stops when this future completes, instead of on a signal.
    pub fn until(mut self, signal: impl Future<Output = ()> + Send + 'static) -> Self {
        self.until = Some(Stop::when(signal));
        self
    }

    async fn run<T, E>(self) -> Result<(), ServeError>
    where
        F: IntoFuture<Output = Result<T, E>>,
        E: Into<BoxError>,
    {
        let Self { webhook, server, drain, until } = self;
        let mut stop = until.unwrap_or_else(Stop::signals);
        if !begin(&webhook, &mut stop, drain).await? {
            return Ok(());
        }
        let mut server = pin!(server.into_future());
        let to_result = |ended: Result<T, E>| match ended {
            Ok(_) => Ok(()),
            Err(error) => Err(ServeError::Server(error.into())),
        };
        let ended = tokio::select! {
            ended = &mut server => Some(to_result(ended)),
            () = stop.requested() => None,
        };
        let drain_start = Instant::now();
        let result = if let Some(ended) = ended {
            ended
        } else {
            // A server that handles signals ends by itself; any other server is dropped.
            tokio::select! {
                ended = &mut server => to_result(ended),
                () = async { webhook.drain_within(drain).await; sleep(SERVER_END_TIMEOUT).await } => Ok(()),
                () = stop.requested_again() => {
                    log_second_stop();
                    Ok(())
                }
            }
        };
        tokio::select! {
            () = webhook.drain_within(drain.saturating_sub(drain_start.elapsed())) => {}
            () = stop.requested_again() => webhook.cut_off().await,
        }
        result.and(end(&webhook, &mut stop, drain).await)
    }
}

impl<F, T, E> IntoFuture for Around<F>
where
    F: IntoFuture<Output = Result<T, E>> + Send + 'static,
    F::IntoFuture: Send,
    T: Send + 'static,
    E: Into<BoxError> + Send + 'static,
{
    type Output = Result<(), ServeError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<F> fmt::Debug for Around<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Around")
            .field("webhook", &self.webhook)
            .field("drain", &self.drain)
            .finish_non_exhaustive()
    }
}
