//! [`Server`]: a scripted HTTP server.

use std::{
    convert::Infallible,
    future::{Future, Ready, ready},
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use http::Uri;
use http_body_util::BodyExt as _;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    time::Instant,
};
use tower_service::Service;

use crate::{answers::Answer, received::Received, stream::Stream};

/// The script: a function from a request to its response. `None` closes the connection.
type Script =
    dyn Fn(Received) -> Pin<Box<dyn Future<Output = Option<Answer>> + Send>> + Send + Sync;

/// A server that responds as its script defines, and records requests with their times.
#[derive(Clone)]
pub struct Server {
    script: Arc<Script>,
    log: Arc<Mutex<Vec<(Instant, Received)>>>,
}

impl Server {
    /// Creates a server with a script. A request is passed to it and answered with its result;
    /// `None` closes the connection.
    pub fn new<F>(script: impl Fn(Received) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Option<Answer>> + Send + 'static,
    {
        Self { script: Arc::new(move |request| Box::pin(script(request))), log: Arc::default() }
    }

    /// Returns all requests, in order.
    pub fn received(&self) -> Vec<Received> {
        self.log.lock().unwrap().iter().map(|(_, received)| received.clone()).collect()
    }

    /// Returns the methods that were called, in order.
    pub fn methods(&self) -> Vec<String> {
        self.received().into_iter().map(|received| received.method).collect()
    }

    /// Returns the time of each request.
    pub fn times(&self) -> Vec<Instant> {
        self.log.lock().unwrap().iter().map(|(at, _)| *at).collect()
    }

    /// Returns a connector to this server, in memory.
    pub fn connector(&self) -> Connector {
        Connector { server: self.clone() }
    }

    /// Serves on a free port of the loopback interface, until the runtime ends.
    ///
    /// # Errors
    ///
    /// Returns the error of the system if no port can be bound.
    pub async fn listen(&self) -> io::Result<SocketAddr> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (address, server) = (listener.local_addr()?, self.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(server.clone().serve(stream));
            }
        });
        Ok(address)
    }

    async fn serve(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let service = service_fn(|request| self.clone().answer(request));
        let _ = http1::Builder::new()
            .timer(TokioTimer::new())
            .serve_connection(TokioIo::new(stream), service)
            .await;
    }

    async fn answer(self, request: http::Request<Incoming>) -> Result<Answer, io::Error> {
        let at = Instant::now();
        let (head, body) = request.into_parts();
        let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
        let received = Received::new(head.uri.path(), head.headers, body);
        self.log.lock().unwrap().push((at, received.clone()));
        let answer = (self.script)(received).await;
        answer.ok_or_else(|| io::ErrorKind::ConnectionReset.into())
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").finish_non_exhaustive()
    }
}

/// A connector that connects to a [`Server`] in memory, whatever the URI.
#[derive(Clone, Debug)]
pub struct Connector {
    server: Server,
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = Infallible;
    type Future = Ready<Result<Stream, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let (theirs, ours) = tokio::io::duplex(64 * 1024);
        tokio::spawn(self.server.clone().serve(ours));
        ready(Ok(Stream(TokioIo::new(theirs))))
    }
}
