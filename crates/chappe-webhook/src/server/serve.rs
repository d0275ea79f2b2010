//! [`serve`]: runs a webhook on hyper.

use std::{
    fmt,
    future::{Future, IntoFuture},
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use chappe_intake::{Stop, report};
use chappe_types::SetWebhook;
use tokio::{net::TcpListener, time::timeout};

use super::{
    accept::{accept, accept_backlog},
    connection_limit::ConnectionLimit,
    connections::Connections,
    path::Path,
};
use crate::{
    error::ServeError,
    lifecycle::{begin, end, log_drain_timeout, log_second_stop},
    webhook::Webhook,
};

/// Serves a webhook on hyper, with HTTP/1 only: Telegram uses no other version.
///
/// When awaited, it
///
/// 1. checks that the webhook provides all values that handlers require, and looks up the
///    identity of the [bot](Webhook::bot) (retried until Telegram responds);
/// 2. runs the startup callbacks;
/// 3. logs `listening on http://ADDRESS/PATH` at INFO, and serves until SIGTERM or Ctrl-C
///    ([`until`](Serve::until) replaces the signals), and [registers](Serve::register) the webhook
///    with Telegram if that is set;
/// 4. drains updates in flight, for at most [`drain`](Serve::drain);
/// 5. runs the shutdown callbacks, for at most the same duration.
///
/// A second signal ends step 4 or 5 immediately.
///
/// The responses are those in the table of [`Webhook`], and 404 on paths other than
/// [`path`](Serve::path). Requests before step 3 wait in the listener's backlog.
///
/// It does not support TLS: run it behind a proxy that terminates TLS.
///
/// # Example
///
/// ```no_run
/// use chappe::prelude::*;
/// use chappe::types::SetWebhook;
///
/// # async fn run() -> Result<(), BoxError> {
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
/// let webhook = Webhook::new(Router::new("app")).bot(Bot::from_env()?).secret("s3cr3t");
/// serve(listener, webhook)
///     .path("/telegram")
///     .register(SetWebhook::new("https://bot.example.org/telegram"))
///     .await?;
/// # Ok(())
/// # }
/// ```
pub fn serve(listener: TcpListener, webhook: Webhook) -> Serve {
    Serve {
        listener,
        webhook,
        path: Path::new("/").expect("it starts with a slash"),
        max_connections: 4096,
        header_timeout: Duration::from_secs(10),
        drain: Duration::from_secs(20),
        register: None,
        until: None,
    }
}

/// The upper bound of the header timeout: one day, so that adding it to an `Instant` cannot
/// overflow.
const MAX_HEADER_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

/// A server for a webhook. Await it. Created by [`serve`].
///
/// # Errors
///
/// See [`ServeError`].
#[must_use = "a server does nothing until it is awaited"]
pub struct Serve {
    listener: TcpListener,
    webhook: Webhook,
    path: Path,
    max_connections: usize,
    header_timeout: Duration,
    drain: Duration,
    register: Option<SetWebhook>,
    until: Option<Stop>,
}

impl Serve {
    /// Sets the path that is served. Defaults to `/`. Other paths are answered 404.
    ///
    /// Paths are compared after percent-decoding. The query of a request is ignored.
    ///
    /// # Panics
    ///
    /// Panics if the path does not start with `/`, or contains `?` or `#`.
    #[track_caller]
    pub fn path(mut self, path: impl AsRef<str>) -> Self {
        let path = path.as_ref();
        self.path = match Path::new(path) {
            Ok(path) => path,
            Err(why) => panic!("`{path}` cannot be served: {why}"),
        };
        self
    }

    /// Sets the maximum number of open connections, at least 1. Defaults to 4,096. At the maximum,
    /// a new connection closes an idle one: first one on which no update was accepted, then the
    /// one that has been idle for longest. If none is idle, the new connection waits.
    pub fn connections(mut self, max: usize) -> Self {
        self.max_connections = max;
        self
    }

    /// Sets one timeout for three things: reading the head of a request, an idle connection, and
    /// writing a response without progress. Defaults to 10 s; the maximum is one day.
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.header_timeout = timeout.min(MAX_HEADER_TIMEOUT);
        self
    }

    /// Sets how long updates in flight may take after the stop, and then how long the shutdown
    /// callbacks may take. Defaults to 20 s each. A startup callback that is still running this
    /// long after the stop is dropped.
    ///
    /// Requests that arrive within the first half second after the stop are still handled;
    /// later requests on open connections are answered 503.
    pub fn drain(mut self, timeout: Duration) -> Self {
        self.drain = timeout;
        self
    }

    /// Registers the webhook with Telegram, as [`Webhook::register`] does, after the server has
    /// started. Off by default. If that fails, the server shuts down as it does on a signal, and
    /// returns [`ServeError::Registration`].
    ///
    /// Source: Bot API 10.3, [`setWebhook`](https://core.telegram.org/bots/api#setwebhook).
    pub fn register(mut self, wanted: SetWebhook) -> Self {
        self.register = Some(wanted);
        self
    }

    /// Serves until this future completes, instead of until a signal.
    pub fn until(mut self, signal: impl Future<Output = ()> + Send + 'static) -> Self {
        self.until = Some(Stop::when(signal));
        self
    }

    async fn run(self) -> Result<(), ServeError> {
        let webhook = self.webhook;
        let mut stop = self.until.unwrap_or_else(Stop::signals);
        if !begin(&webhook, &mut stop, self.drain).await? {
            return Ok(());
        }
        log_start(&self.listener, &self.path);
        let limit = ConnectionLimit::new(self.max_connections);
        let connections =
            Arc::new(Connections::new(webhook.clone(), self.path, self.header_timeout));
        // Dropping the server's future ends its connections.
        let _stop_on_drop = connections.stop_on_drop();
        let served = {
            let mut serving = pin!(async {
                loop {
                    if let Some(accepted) = accept(&self.listener, &limit).await {
                        connections.spawn(accepted);
                    }
                }
            });
            let registering = register(&webhook, self.register.as_ref());
            tokio::select! {
                () = stop.requested() => Ok(()),
                () = &mut serving => Ok(()),
                failed = registering => Err(failed),
            }
        };
        for accepted in accept_backlog(self.listener, &limit) {
            connections.spawn(accepted);
        }
        tokio::select! {
            drained = timeout(self.drain, connections.drain()) => if drained.is_err() {
                log_drain_timeout();
            },
            () = stop.requested_again() => log_second_stop(),
        }
        // No update may start while the shutdown callbacks run.
        webhook.cut_off().await;
        served.and(end(&webhook, &mut stop, self.drain).await)
    }
}

impl IntoFuture for Serve {
    type Output = Result<(), ServeError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

fn log_start(listener: &TcpListener, path: &Path) {
    if let Ok(address) = listener.local_addr() {
        report(|| tracing::info!("listening on http://{address}{}", path.as_str()));
    }
}

/// Registers the webhook if `wanted` is set. Completes only if that fails.
async fn register(webhook: &Webhook, wanted: Option<&SetWebhook>) -> ServeError {
    if let Some(wanted) = wanted {
        if let Err(error) = webhook.register(wanted).await {
            return ServeError::Registration(error);
        }
    }
    std::future::pending().await
}

impl fmt::Debug for Serve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Serve")
            .field("webhook", &self.webhook)
            .field("path", &self.path.as_str())
            .finish_non_exhaustive()
    }
}
