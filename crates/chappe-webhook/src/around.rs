//! A webhook's startup and shutdown around the server that it is mounted in.

use std::{
    fmt,
    future::{Future, IntoFuture},
    pin::{Pin, pin},
    time::Duration,
};

use chappe_core::BoxError;
use chappe_intake::{Stop, report};
use tokio::time::{Instant, sleep};

use crate::{
    error::ServeError,
    lifecycle::{begin, end},
    webhook::Webhook,
};

/// How long a server may take to end by itself once all updates are done.
const LAST: Duration = Duration::from_millis(500);

/// A server with a webhook's startup and shutdown around it, to be awaited; made by
/// [`Webhook::around`].
#[must_use = "a server does nothing until it is awaited"]
pub struct Around<F> {
    webhook: Webhook,
    server: F,
    drain: Duration,
    until: Option<Stop>,
}

impl<F> Around<F> {
    pub(crate) fn new(webhook: Webhook, server: F) -> Self {
        Self { webhook, server, drain: Duration::from_secs(20), until: None }
    }

    /// How long updates under way may take at the end, and then how long shutdown callbacks
    /// may take. Defaults to 20 s each.
    pub fn drain(mut self, deadline: Duration) -> Self {
        self.drain = deadline;
        self
    }

    /// Ends when this future completes, in place of signals.
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
        let served = |served: Result<T, E>| match served {
            Ok(_) => Ok(()),
            Err(error) => Err(ServeError::Server(error.into())),
        };
        let ended = tokio::select! {
            ended = &mut server => Some(served(ended)),
            () = stop.requested() => None,
        };
        let began = Instant::now();
        let result = if let Some(ended) = ended {
            ended
        } else {
            // It ends by itself if it listens to signals; if not, it is dropped.
            tokio::select! {
                ended = &mut server => served(ended),
                () = async { webhook.drain_within(drain).await; sleep(LAST).await } => Ok(()),
                () = stop.requested_again() => {
                    report(|| tracing::warn!("asked to stop again: not waiting any longer"));
                    Ok(())
                }
            }
        };
        tokio::select! {
            () = webhook.drain_within(drain.saturating_sub(began.elapsed())) => {}
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
