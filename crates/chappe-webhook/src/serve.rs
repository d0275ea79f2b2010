//! A hyper server for a webhook.

use std::{
    error::Error,
    fmt,
    future::{Future, IntoFuture},
    io,
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use chappe_core::{BoxError, Dispatcher, Outcome, Request};
use chappe_intake::{Stop, report};
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tower_service::Service;

use crate::{
    connections::Connections,
    path::Path,
    site::{Accepted, Site},
    webhook::Webhook,
};

/// Serves a webhook on hyper, HTTP/1 only: that is what Telegram speaks.
///
/// Await it. It runs the startup callbacks, serves until it is asked to stop
/// (SIGTERM or Ctrl-C unless [`until`](Serve::until) says otherwise), finishes
/// what is under way, and runs the shutdown callbacks. A second signal ends the
/// wait at once.
///
/// TLS belongs to a proxy in front.
///
/// # Example
///
/// ```no_run
/// use chappe_core::{Dispatcher, Router};
/// use chappe_webhook::{Webhook, serve};
///
/// # async fn run() -> Result<(), chappe_core::BoxError> {
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
/// let webhook = Webhook::new(Dispatcher::new(Router::new("app"))).secret("s3cr3t");
/// serve(listener, webhook).path("/telegram").await?;
/// # Ok(())
/// # }
/// ```
pub fn serve<D>(listener: TcpListener, webhook: Webhook<D>) -> Serve<D> {
    Serve {
        listener,
        webhook,
        path: Path::new("/").expect("it begins with a slash"),
        connections: 4096,
        header_timeout: Duration::from_secs(10),
        drain: Duration::from_secs(20),
        until: None,
    }
}

/// Longer than any head takes, and short enough to be added to any time.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// A server to be awaited; made by [`serve`].
#[must_use = "a server does nothing until it is awaited"]
pub struct Serve<D = Dispatcher> {
    listener: TcpListener,
    webhook: Webhook<D>,
    path: Path,
    connections: usize,
    header_timeout: Duration,
    drain: Duration,
    until: Option<Stop>,
}

impl<D> Serve<D> {
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

    /// How long to wait at the end for what is under way; 20 s unless set.
    ///
    /// For the first half second, requests that were on their way are still
    /// handled; what comes later on an open connection is answered 503.
    pub fn drain(mut self, timeout: Duration) -> Self {
        self.drain = timeout;
        self
    }

    /// Serves until this future completes, in place of signals.
    pub fn until(mut self, signal: impl Future<Output = ()> + Send + 'static) -> Self {
        self.until = Some(Stop::when(signal));
        self
    }
}

impl<D> Serve<D>
where
    D: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
    D::Error: Into<BoxError>,
    D::Future: Send,
{
    async fn run(self) -> Result<(), ServeError> {
        let dispatcher = self.webhook.dispatcher().clone();
        let mut stop = self.until.unwrap_or_else(Stop::signals);
        dispatcher.startup().await.map_err(ServeError::Startup)?;
        let places = Connections::new(self.connections);
        let site = Arc::new(Site::new(self.webhook, self.path, self.header_timeout));
        // Who drops the server instead of stopping it ends its connections too.
        let _stops = site.stops_when_dropped();
        loop {
            tokio::select! {
                () = stop.asked() => break,
                accepted = accept(&self.listener, &places) => {
                    if let Some(accepted) = accepted {
                        site.open(accepted);
                    }
                }
            }
        }
        for accepted in backlog(self.listener, &places) {
            site.open(accepted);
        }
        tokio::select! {
            finished = timeout(self.drain, site.finish()) => if finished.is_err() {
                report(|| tracing::error!("updates are still under way at the end of the drain"));
            },
            () = stop.asked_again() => {
                report(|| tracing::warn!("asked to stop again: not waiting any longer"));
            }
        }
        // Nothing may begin while the callbacks run.
        site.halt();
        dispatcher.shutdown().await.map_err(ServeError::Shutdown)
    }
}

impl<D> IntoFuture for Serve<D>
where
    D: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
    D::Error: Into<BoxError>,
    D::Future: Send,
{
    type Output = Result<(), ServeError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
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

impl<D> fmt::Debug for Serve<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Serve")
            .field("webhook", &self.webhook)
            .field("path", &self.path.as_str())
            .finish_non_exhaustive()
    }
}

/// Why a server ended otherwise than it was asked to.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServeError {
    /// A startup callback failed; nothing was served.
    Startup(BoxError),
    /// A shutdown callback failed, after all was served.
    Shutdown(BoxError),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Startup(_) => "a startup callback failed",
            Self::Shutdown(_) => "a shutdown callback failed",
        })
    }
}

impl Error for ServeError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Startup(error) | Self::Shutdown(error) => Some(&**error),
        }
    }
}
