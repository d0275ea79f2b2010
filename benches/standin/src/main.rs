//! A stand-in for the Bot API server, for W9. See `benches/README.md`.
//!
//! It prints `{"port":N}` when it listens. At the end of its input it prints the number of
//! calls that it answered and the bytes of their bodies, and exits. It reads the whole body
//! of each request, and parses only the name of the method.

mod answer;

use std::sync::atomic::Ordering;

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::{io::AsyncReadExt as _, net::TcpListener};

use crate::answer::{BYTES, CALLS, answer};

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        println!("{}", json!({"port": port}));
        tokio::select! {
            () = serve(listener) => {}
            _ = async { tokio::io::stdin().read_to_end(&mut Vec::new()).await } => {}
        }
    });
    let [calls, bytes] = [&CALLS, &BYTES].map(|count| count.load(Ordering::Relaxed));
    println!("{}", json!({"calls": calls, "bytes": bytes}));
}

async fn serve(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        tokio::spawn(async move {
            let service = service_fn(answer);
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}
