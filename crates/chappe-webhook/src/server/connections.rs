//! [`Connections`]: the open connections of a server.

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

use chappe_intake::{RunningTasks, report};
use http::{Response, StatusCode};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{net::TcpStream, time::timeout};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{
    accept::AcceptedConnection, connection_limit::ConnectionPermit, path::Path,
    write_timeout::WriteTimeout,
};
use crate::{
    request::Peer,
    response::{ResponseBody, refuse},
    webhook::Webhook,
};

/// The maximum size of a request's head in bytes. The number of header lines stays at hyper's
/// default of 100, because hyper clears its header table at each request otherwise.
const MAX_HEAD: usize = 32 * 1024;

/// How long requests are still accepted after the stop, because they may have been sent before it.
const GRACE_PERIOD: Duration = Duration::from_millis(500);

/// The open connections of a server, and what they need to process requests.
pub(crate) struct Connections {
    webhook: Webhook,
    path: Path,
    header_timeout: Duration,
    tasks: RunningTasks,
    stop: CancellationToken,
}

impl Connections {
    pub(crate) fn new(webhook: Webhook, path: Path, header_timeout: Duration) -> Self {
        let (tasks, stop) = (RunningTasks::new(), CancellationToken::new());
        Self { webhook, path, header_timeout, tasks, stop }
    }

    /// Returns a guard that stops the connections on drop.
    pub(crate) fn stop_on_drop(&self) -> DropGuard {
        self.stop.clone().drop_guard()
    }

    /// Drains the connections and the webhook.
    ///
    /// Requests within the grace period are handled. Later ones are answered 503, because an
    /// update that starts late would be cancelled at the end of the drain.
    pub(crate) async fn drain(&self) {
        self.stop.cancel();
        let _ = timeout(GRACE_PERIOD, self.tasks.drain()).await;
        self.webhook.close();
        self.tasks.drain().await;
        self.webhook.drain().await;
    }

    /// Serves a connection on a new task.
    pub(crate) fn spawn(self: &Arc<Self>, accepted: AcceptedConnection) {
        let connections = Arc::clone(self);
        self.tasks.spawn(async move {
            let AcceptedConnection { stream, peer, permit } = accepted;
            if let Err(error) = connections.serve(stream, peer, &permit).await {
                report(|| tracing::debug!(%error, "a connection ended early"));
            }
        });
    }

    async fn serve(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        permit: &ConnectionPermit,
    ) -> hyper::Result<()> {
        // Responses are written in one piece: Nagle's algorithm would only delay them.
        let _ = stream.set_nodelay(true);
        let stream = WriteTimeout::new(stream, self.header_timeout);
        let is_writing = stream.is_writing();
        // Relaxed is enough: both flags are used on this task only.
        let is_processing = &AtomicBool::new(false);
        let is_busy =
            || is_processing.load(Ordering::Relaxed) || is_writing.load(Ordering::Relaxed);
        let service = service_fn(move |request| async move {
            is_processing.store(true, Ordering::Relaxed);
            let response = self.respond(request, peer).await;
            if response.status() == StatusCode::OK {
                permit.connection.is_trusted.store(true, Ordering::Relaxed);
            }
            is_processing.store(false, Ordering::Relaxed);
            Ok::<_, Infallible>(response)
        });
        let mut connection = pin!(
            http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(self.header_timeout)
                .max_buf_size(MAX_HEAD)
                .serve_connection(TokioIo::new(stream), service)
        );
        loop {
            // Completes when the connection ends, or must close for a new one.
            let served = poll_fn(|cx| match connection.as_mut().poll(cx) {
                Poll::Pending if permit.set_idle(!is_busy()) => Poll::Ready(Ok(())),
                polled => polled,
            });
            tokio::select! {
                // Received data is read first, because a connection with a request is not idle.
                biased;
                ended = served => return ended,
                () = permit.connection.close_requested.notified() => {
                    if is_busy() {
                        permit.keep_permit();
                    } else if permit.yield_permit() {
                        return Ok(());
                    }
                }
                () = self.stop.cancelled() => break,
            }
        }
        let until_busy = poll_fn(|cx| match connection.as_mut().poll(cx) {
            Poll::Pending if is_busy() => Poll::Ready(None),
            ended => ended.map(Some),
        });
        if let Ok(Some(ended)) = timeout(GRACE_PERIOD, until_busy).await {
            return ended;
        }
        connection.as_mut().graceful_shutdown();
        // A response that is being written is completed.
        if is_busy() { connection.await } else { Ok(()) }
    }

    async fn respond(
        &self,
        mut request: http::Request<Incoming>,
        peer: SocketAddr,
    ) -> Response<ResponseBody> {
        if !self.path.matches(request.uri().path()) {
            return refuse(StatusCode::NOT_FOUND);
        }
        if self.webhook.needs_peer() {
            request.extensions_mut().insert(Peer(peer));
        }
        self.webhook.respond(request).await
    }
}
