//! A hyper server for a webhook.

use std::{
    fmt,
    future::{Future, IntoFuture},
    io,
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use chappe_intake::{Stop, report};
use chappe_types::SetWebhook;
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};

use crate::{
    connections::Connections,
    error::ServeError,
    lifecycle::{begin, end},
    path::Path,
    site::{Accepted, Site},
    webhook::Webhook,
};

/// Serves a webhook on hyper, HTTP/1 only: that is what Telegram speaks.
///
/// Await it. In this order, it
///
/// 1. checks that handlers get all that they take, and asks who the
///    [bot](Webhook::bot) is until that is answered;
/// 2. runs the startup callbacks;
/// 3. serves until it is asked to stop (SIGTERM or Ctrl-C unless [`until`](Serve::until)
///    says otherwise), and [tells Telegram](Serve::register) where the webhook is, if that
///    is wanted;
/// 4. finishes what is under way, no longer than [`drain`](Serve::drain) says;
/// 5. runs the shutdown callbacks, which have as long.
///
/// A second signal ends the wait of either at once.
///
/// Requests are answered as [`Webhook`] tells, and 404 on other paths than
/// [`path`](Serve::path). Those that come before the third step wait in the listener.
///
/// TLS belongs to a proxy in front.
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
        path: Path::new("/").expect("it begins with a slash"),
        connections: 4096,
        header_timeout: Duration::from_secs(10),
        drain: Duration::from_secs(20),
        register: None,
        until: None,
    }
}

/// Longer than any head takes, and short enough to be added to any time.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// A server to be awaited; made by [`serve`].
///
/// # Errors
///
/// See [`ServeError`].
#[must_use = "a server does nothing until it is awaited"]
pub struct Serve {
    listener: TcpListener,
    webhook: Webhook,
    path: Path,
    connections: usize,
    header_timeout: Duration,
    drain: Duration,
    register: Option<SetWebhook>,
    until: Option<Stop>,
}

impl Serve {
    /// The one path that is served, `/` unless set; others are answered 404.
    ///
    /// It may be percent-encoded or not, as may the paths of requests. What a URL has
    /// besides, a query say, is not looked at.
    ///
    /// # Panics
    ///
    /// Panics if no request could ask for it: it begins with `/`, and has no `?` and `#`.
    #[track_caller]
    pub fn path(mut self, path: impl AsRef<str>) -> Self {
        let path = path.as_ref();
        self.path = match Path::new(path) {
            Ok(path) => path,
            Err(why) => panic!("`{path}` cannot be served: {why}"),
        };
        self
    }

    /// How many connections are open at a time, at least one; 4,096 unless set. When one
    /// more comes, an idle one is closed for it: one that never sent an update first, then
    /// the one that has been idle for longest. If none is idle, it waits.
    pub fn connections(mut self, most: usize) -> Self {
        self.connections = most;
        self
    }

    /// How long the head of a request may take, how long a connection may be
    /// idle, and how long the other end may take nothing of an answer; 10 s
    /// unless set, a day at most.
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.header_timeout = timeout.min(LONGEST);
        self
    }

    /// How long to wait at the end for what is under way, and then how long shutdown callbacks
    /// may take. Defaults to 20 s each. A startup callback that still runs so long after the
    /// stop is dropped.
    ///
    /// For the first half second, requests that were on their way are still
    /// handled; what comes later on an open connection is answered 503.
    pub fn drain(mut self, timeout: Duration) -> Self {
        self.drain = timeout;
        self
    }

    /// Tells Telegram at the start where the webhook is, as [`Webhook::register`] does, while
    /// requests are served already; not done unless set. A failure ends the server as a
    /// signal does, with [`ServeError::Registration`].
    ///
    /// Source: Bot API 10.3, [`setWebhook`](https://core.telegram.org/bots/api#setwebhook).
    pub fn register(mut self, wanted: SetWebhook) -> Self {
        self.register = Some(wanted);
        self
    }

    /// Serves until this future completes, in place of signals.
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
        let places = Connections::new(self.connections);
        let site = Arc::new(Site::new(webhook.clone(), self.path, self.header_timeout));
        // Who drops the server instead of stopping it ends its connections too.
        let _stops = site.stops_when_dropped();
        let served = {
            let mut serving = pin!(async {
                loop {
                    if let Some(accepted) = accept(&self.listener, &places).await {
                        site.open(accepted);
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
        for accepted in backlog(self.listener, &places) {
            site.open(accepted);
        }
        tokio::select! {
            finished = timeout(self.drain, site.finish()) => if finished.is_err() {
                report(|| tracing::error!("updates were still under way at the end of the drain, and were cut off"));
            },
            () = stop.requested_again() => {
                report(|| tracing::warn!("asked to stop again: not waiting any longer"));
            }
        }
        // Nothing may begin while the callbacks run.
        site.cut_off().await;
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

/// Tells Telegram where the webhook is, if that is wanted; ends only if that fails.
async fn register(webhook: &Webhook, wanted: Option<&SetWebhook>) -> ServeError {
    if let Some(wanted) = wanted {
        if let Err(error) = webhook.register(wanted).await {
            return ServeError::Registration(error);
        }
    }
    std::future::pending().await
}

/// Waits for a connection, and makes room for it.
///
/// When the system has no more files to open, what is open goes on, and this
/// tries again a little later.
///
/// # Cancel safety
///
/// A connection that waits for its place is closed when the future is dropped.
async fn accept(listener: &TcpListener, connections: &Arc<Connections>) -> Option<Accepted> {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let place = connections.enter().await?;
                return Some(Accepted { stream, peer, place });
            }
            Err(error) if is_its_own(&error) => report(|| {
                tracing::debug!(%error, "a connection ended before it was accepted");
            }),
            Err(error) => {
                report(|| tracing::warn!(%error, "cannot accept a connection"));
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Whether an error is that of one connection, and the next one may be fine.
fn is_its_own(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        error.kind(),
        Kind::ConnectionAborted
            | Kind::ConnectionRefused
            | Kind::ConnectionReset
            | Kind::HostUnreachable
            | Kind::Interrupted
            | Kind::NetworkDown
            | Kind::NetworkUnreachable
            | Kind::PermissionDenied
            | Kind::TimedOut
    )
}

/// What already waits to be accepted, as far as there are places; the listener
/// is closed. Without this, closing it would reset those connections, some with
/// a request in them.
fn backlog(listener: TcpListener, connections: &Arc<Connections>) -> Vec<Accepted> {
    let Ok(listener) = listener.into_std() else { return Vec::new() };
    let mut backlog = Vec::new();
    while let Some(place) = connections.try_enter() {
        let (stream, peer) = match listener.accept() {
            Ok(accepted) => accepted,
            Err(error) if is_its_own(&error) => continue,
            // There is none, or none can be had.
            Err(_) => break,
        };
        let stream = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream));
        if let Ok(stream) = stream {
            backlog.push(Accepted { stream, peer, place });
        }
    }
    backlog
}

impl fmt::Debug for Serve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Serve")
            .field("webhook", &self.webhook)
            .field("path", &self.path.as_str())
            .finish_non_exhaustive()
    }
}
