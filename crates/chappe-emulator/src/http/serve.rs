//! A hyper server for an emulator.

use std::time::Duration;

use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tower_service::Service as _;

use crate::{
    emulator::{BrokenConnection, Emulator},
    http::events,
};

/// Serves connections until it is aborted.
pub(crate) async fn serve(listener: TcpListener, emulator: Emulator) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let emulator = emulator.clone();
        let service = service_fn(move |request: http::Request<Incoming>| {
            let mut emulator = emulator.clone();
            async move {
                match events::upgrade(&emulator, request) {
                    Ok(response) => Ok(response),
                    Err(request) => {
                        emulator.call(request).await.map_err(|_| BrokenConnection::new())
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
