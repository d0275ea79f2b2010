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
    http::{BrokenConnection, answer, events, guard, promised::promised, stream::Stream},
    shared::Shared,
};

/// Serves connections until it is aborted.
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
                if let Some(refusal) = guard::of_network(&shared, &request) {
                    return Ok(promised(refusal));
                }
                match events::upgrade(&shared, request) {
                    Ok(response) => Ok(promised(response)),
                    Err(request) => {
                        let answer = answer(&shared, request).await;
                        // Whatever it is, the connection ends with it.
                        answer.map(promised).map_err(|error| {
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
            // One that ends early ends alone.
            let _ = connection.await;
        });
    }
}

/// The connection ends without an answer.
#[derive(Debug)]
struct Ended;

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection ends without an answer")
    }
}

impl std::error::Error for Ended {}
