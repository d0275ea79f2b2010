//! Accepts connections from a listener, within the limit of connections.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use chappe_intake::report;
use tokio::{
    net::{TcpListener, TcpStream},
    time::sleep,
};

use super::connection_limit::{ConnectionLimit, ConnectionPermit};

/// A connection that was accepted, with its permit.
pub(crate) struct AcceptedConnection {
    pub(crate) stream: TcpStream,
    pub(crate) peer: SocketAddr,
    pub(crate) permit: ConnectionPermit,
}

/// Waits for the next connection and for a permit for it.
///
/// If the system has no file descriptors left, it retries every 100 ms; open connections are not
/// affected.
///
/// # Cancel safety
///
/// Dropping the future closes a connection that waits for its permit.
pub(crate) async fn accept(
    listener: &TcpListener,
    limit: &Arc<ConnectionLimit>,
) -> Option<AcceptedConnection> {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let permit = limit.acquire().await?;
                return Some(AcceptedConnection { stream, peer, permit });
            }
            Err(error) if concerns_one_connection(&error) => report(|| {
                tracing::debug!(%error, "a connection ended before it was accepted");
            }),
            Err(error) => {
                report(|| tracing::warn!(%error, "cannot accept a connection"));
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Returns whether an error concerns one connection only, so that the next one can be accepted
/// immediately.
fn concerns_one_connection(error: &io::Error) -> bool {
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

/// Accepts the connections in the listener's backlog while permits are available, then closes the
/// listener. Closing it first would reset these connections, some of which already have a request.
pub(crate) fn accept_backlog(
    listener: TcpListener,
    limit: &Arc<ConnectionLimit>,
) -> Vec<AcceptedConnection> {
    let Ok(listener) = listener.into_std() else { return Vec::new() };
    let mut backlog = Vec::new();
    while let Some(permit) = limit.try_acquire() {
        let (stream, peer) = match listener.accept() {
            Ok(accepted) => accepted,
            Err(error) if concerns_one_connection(&error) => continue,
            // The backlog is empty, or no connection can be accepted.
            Err(_) => break,
        };
        let stream = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream));
        if let Ok(stream) = stream {
            backlog.push(AcceptedConnection { stream, peer, permit });
        }
    }
    backlog
}
