//! A hyper server for an emulator.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

use crate::{
    http::{BrokenConnection, answer, events, guard, stream::Stream, truncatable::truncatable},
    shared::Shared,
};

/// Serves connections until the task is aborted.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let shared = Arc::clone(&shared);
        let resets = Arc::new(AtomicBool::new(false));
        let stream = Stream::new(stream, Arc::clone(&resets));
        let service = service_fn(move |request: http::Request<Incoming>| {
            let (shared, resets) = (Arc::clone(&shared), Arc::clone(&resets));
            async move {
                if let Some(refusal) = guard::check_network(&shared, &request) {
                    return Ok(truncatable(refusal));
                }
                match events::upgrade(&shared, request) {
                    Ok(response) => Ok(truncatable(response)),
                    Err(request) => {
                        let answer = answer(&shared, request).await;
                        // Any error ends the connection.
                        answer.map(truncatable).map_err(|error| {
                            let broken = error.downcast_ref::<BrokenConnection>();
                            let is_reset = broken.is_some_and(BrokenConnection::is_reset);
                            resets.store(is_reset, Ordering::Relaxed);
                            Ended
                        })
                    }
                }
            }
        });
        tokio::spawn(async move {
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service)
                .with_upgrades();
            // An error ends only this connection.
            let _ = connection.await;
        });
    }
}

/// The error that ends a connection without a response.
#[derive(Debug)]
struct Ended;

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection ends without a response")
    }
}

impl std::error::Error for Ended {}
