//! What a server's connections are served with.

use std::{
    convert::Infallible,
    future::{Future as _, poll_fn},
    net::SocketAddr,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::Poll,
    time::Duration,
};

use chappe_intake::report;
use http::{Response, StatusCode};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{net::TcpStream, time::timeout};
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

use crate::{
    address::Peer,
    answer::{AnswerBody, refuse},
    connections::Place,
    path::Path,
    sending::Sending,
    webhook::Webhook,
};

/// The most a request's head may take, in bytes. In lines it is hyper's own limit, 100:
/// for another one, hyper clears its tables at each request.
const MAX_HEAD: usize = 32 * 1024;

/// How long after the stop a request that was on its way is still accepted.
const LAST_CALL: Duration = Duration::from_millis(500);

/// A connection that was accepted, with its place among the others.
pub(crate) struct Accepted {
    pub(crate) stream: TcpStream,
    pub(crate) peer: SocketAddr,
    pub(crate) place: Place,
}

/// What connections are served with.
pub(crate) struct Site {
    webhook: Webhook,
    path: Path,
    header_timeout: Duration,
    connections: TaskTracker,
    stopped: CancellationToken,
}

impl Site {
    pub(crate) fn new(webhook: Webhook, path: Path, header_timeout: Duration) -> Self {
        let (connections, stopped) = (TaskTracker::new(), CancellationToken::new());
        Self { webhook, path, header_timeout, connections, stopped }
    }

    /// Stops the connections when the guard is dropped.
    pub(crate) fn stops_when_dropped(&self) -> DropGuard {
        self.stopped.clone().drop_guard()
    }

    /// Begins nothing more.
    pub(crate) async fn cut_off(&self) {
        self.webhook.cut_off().await;
    }

    /// Finishes what is under way.
    ///
    /// Requests that come until the last call are handled, those that are read
    /// no sooner are answered 503: so nothing begins late in the drain, only to
    /// be cut off.
    pub(crate) async fn finish(&self) {
        self.stopped.cancel();
        self.connections.close();
        let _ = timeout(LAST_CALL, self.connections.wait()).await;
        self.webhook.close();
        self.connections.wait().await;
        self.webhook.drain().await;
    }

    /// Serves a connection on a task of its own.
    pub(crate) fn open(self: &Arc<Self>, accepted: Accepted) {
        let site = Arc::clone(self);
        self.connections.spawn(async move {
            let Accepted { stream, peer, place } = accepted;
            if let Err(error) = site.serve(stream, peer, &place).await {
                report(|| tracing::debug!(%error, "a connection ended early"));
            }
        });
    }

    async fn serve(&self, stream: TcpStream, peer: SocketAddr, place: &Place) -> hyper::Result<()> {
        // Answers are small and whole: waiting for more to send helps nobody.
        let _ = stream.set_nodelay(true);
        let stream = Sending::new(stream, self.header_timeout);
        let is_writing = stream.is_writing();
        // Both are on this one task.
        let is_answering = &AtomicBool::new(false);
        let is_busy = || is_answering.load(Ordering::Relaxed) || is_writing.load(Ordering::Relaxed);
        let service = service_fn(move |request| async move {
            is_answering.store(true, Ordering::Relaxed);
            let answer = self.answer(request, peer).await;
            if answer.status() == StatusCode::OK {
                place.connection.is_trusted.store(true, Ordering::Relaxed);
            }
            is_answering.store(false, Ordering::Relaxed);
            Ok::<_, Infallible>(answer)
        });
        let mut connection = pin!(
            http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(self.header_timeout)
                .max_buf_size(MAX_HEAD)
                .serve_connection(TokioIo::new(stream), service)
        );
        loop {
            // Ends with the connection, or when it is to give way to another one.
            let served = poll_fn(|cx| match connection.as_mut().poll(cx) {
                Poll::Pending if place.set_idle(!is_busy()) => Poll::Ready(Ok(())),
                polled => polled,
            });
            tokio::select! {
                // What has come is read first: then the connection is not idle.
                biased;
                ended = served => return ended,
                () = place.connection.leave.notified() => {
                    if is_busy() {
                        place.stays();
                    } else if place.gives_way() {
                        return Ok(());
                    }
                }
                () = self.stopped.cancelled() => break,
            }
        }
        let until_busy = poll_fn(|cx| match connection.as_mut().poll(cx) {
            Poll::Pending if is_busy() => Poll::Ready(None),
            ended => ended.map(Some),
        });
        if let Ok(Some(ended)) = timeout(LAST_CALL, until_busy).await {
            return ended;
        }
        connection.as_mut().graceful_shutdown();
        // An answer is written to its end.
        if is_busy() { connection.await } else { Ok(()) }
    }

    async fn answer(
        &self,
        mut request: http::Request<Incoming>,
        peer: SocketAddr,
    ) -> Response<AnswerBody> {
        if !self.path.is(request.uri().path()) {
            return refuse(StatusCode::NOT_FOUND);
        }
        if self.webhook.asks_for_peers() {
            request.extensions_mut().insert(Peer(peer));
        }
        self.webhook.respond(request).await
    }
}
