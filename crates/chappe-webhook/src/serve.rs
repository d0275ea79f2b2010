//! A hyper server for a webhook.

use std::{
    error::Error,
    fmt,
    future::{Future, IntoFuture, poll_fn},
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use chappe_core::{BoxError, Dispatcher, Outcome, Request};
use http::{Response, StatusCode};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tower_service::Service;

use crate::{
    address::Peer,
    answer::{AnswerBody, refuse},
    signal::shutdown_signal,
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
        path: "/".to_owned(),
        connections: 4096,
        header_timeout: Duration::from_secs(10),
        drain: Duration::from_secs(20),
        until: None,
    }
}

/// A server to be awaited; made by [`serve`].
#[must_use = "a server does nothing until it is awaited"]
pub struct Serve<D = Dispatcher> {
    listener: TcpListener,
    webhook: Webhook<D>,
    path: String,
    connections: usize,
    header_timeout: Duration,
    drain: Duration,
    until: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

/// The most a request's head may take, in bytes and in lines.
const MAX_HEAD: usize = 32 * 1024;
const MAX_HEADERS: usize = 64;

impl<D> Serve<D> {
    /// The one path that is served, `/` unless set; others are answered 404.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// How many connections are open at a time; 4,096 unless set. More wait to
    /// be accepted.
    pub fn connections(mut self, most: usize) -> Self {
        self.connections = most;
        self
    }

    /// How long the head of a request may take, and how long a connection may
    /// be idle; 10 s unless set.
    pub fn header_timeout(mut self, timeout: Duration) -> Self {
        self.header_timeout = timeout;
        self
    }

    /// How long to wait at the end for what is under way; 20 s unless set.
    pub fn drain(mut self, timeout: Duration) -> Self {
        self.drain = timeout;
        self
    }

    /// Serves until this future completes, in place of signals.
    pub fn until(mut self, signal: impl Future<Output = ()> + Send + 'static) -> Self {
        self.until = Some(Box::pin(signal));
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
        dispatcher.startup().await.map_err(ServeError::Startup)?;
        let listens_to_signals = self.until.is_none();
        let mut stop = self.until.unwrap_or_else(|| Box::pin(shutdown_signal()));
        let connections = Arc::new(Semaphore::new(self.connections));
        let graceful = GracefulShutdown::new();
        let site = Arc::new(Site {
            webhook: self.webhook.clone(),
            path: self.path,
            header_timeout: self.header_timeout,
        });
        loop {
            let (stream, peer, permit) = tokio::select! {
                () = &mut stop => break,
                accepted = accept(&self.listener, &connections) => accepted,
            };
            let watcher = graceful.watcher();
            let site = Arc::clone(&site);
            tokio::spawn(async move {
                let connection = site.connection(stream, peer);
                if let Err(error) = watcher.watch(connection).await {
                    tracing::debug!(%error, "a connection ended early");
                }
                drop(permit);
            });
        }
        drop(self.listener);
        let finish = async {
            graceful.shutdown().await;
            self.webhook.drain().await;
        };
        let again = async {
            if listens_to_signals { shutdown_signal().await } else { std::future::pending().await }
        };
        tokio::select! {
            finished = timeout(self.drain, finish) => if finished.is_err() {
                tracing::error!("updates are still under way at the end of the drain");
            },
            () = again => tracing::warn!("asked to stop again: not waiting any longer"),
        }
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

/// Waits for a free place and a connection.
///
/// When the system has no more files to open, what is open goes on, and this
/// tries again a little later.
async fn accept(
    listener: &TcpListener,
    connections: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
    // It is never closed.
    let permit = Arc::clone(connections).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, permit),
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// What connections are served with.
struct Site<D> {
    webhook: Webhook<D>,
    path: String,
    header_timeout: Duration,
}

impl<D> Site<D>
where
    D: Service<Request, Response = Outcome> + Clone + Send + Sync + 'static,
    D::Error: Into<BoxError>,
    D::Future: Send,
{
    fn connection(
        self: &Arc<Self>,
        stream: TcpStream,
        peer: SocketAddr,
    ) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + use<D> {
        // Answers are small and whole: waiting for more to send helps nobody.
        let _ = stream.set_nodelay(true);
        let site = Arc::clone(self);
        let service = service_fn(move |request| {
            let site = Arc::clone(&site);
            async move { site.answer(request, peer).await }
        });
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.header_timeout)
            .max_buf_size(MAX_HEAD)
            .max_headers(MAX_HEADERS)
            .serve_connection(TokioIo::new(stream), service)
    }

    async fn answer(
        &self,
        mut request: http::Request<Incoming>,
        peer: SocketAddr,
    ) -> Result<Response<AnswerBody>, std::convert::Infallible> {
        if request.uri().path() != self.path {
            return Ok(refuse(StatusCode::NOT_FOUND));
        }
        request.extensions_mut().insert(Peer(peer));
        let mut webhook = self.webhook.clone();
        poll_fn(|cx| Service::<http::Request<Incoming>>::poll_ready(&mut webhook, cx)).await?;
        webhook.call(request).await
    }
}

impl<D> fmt::Debug for Serve<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Serve")
            .field("webhook", &self.webhook)
            .field("path", &self.path)
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
