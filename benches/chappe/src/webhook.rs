//! W3: a webhook that replies in the response.

use bytes::Bytes;
use chappe::prelude::*;
use harness::W3;
use http_body_util::{BodyExt as _, Full};
use serde_json::json;
use tokio::{io::AsyncReadExt as _, net::TcpListener};
use tower::ServiceExt as _;

use crate::tree::{Added, COUNTS, First, tree};

async fn handler(Extension(First(value)): Extension<First>) -> impl IntoOutcome {
    COUNTS.handler(value);
    reply("pong")
}

/// Posts one update after another directly to the service, to count instructions.
pub fn run_without_sockets(loops: u32) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let dispatcher = Dispatcher::new(tree(100, Added::Stacked, handler));
        let webhook = Webhook::new(dispatcher).secret("s3cr3t");
        let body = std::str::from_utf8(W3).expect("it is text");
        let (_, rest) = body.split_once(',').expect("it has members");
        for number in 0..loops {
            let body = format!("{{\"update_id\":{},{rest}", 1_000_000 + number);
            let request = http::Request::post("/webhook")
                .header("content-type", "application/json")
                .header("x-telegram-bot-api-secret-token", "s3cr3t")
                .body(Full::new(Bytes::from(body)))
                .expect("it is a request");
            let answer = webhook.clone().oneshot(request).await.expect("it never fails");
            assert_eq!(answer.status(), 200);
            std::hint::black_box(answer.into_body().collect().await.map(drop)).expect("a body");
        }
    });
    assert_eq!(COUNTS.handled(), u64::from(loops));
}

pub fn run(port: u16) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let dispatcher = Dispatcher::new(tree(100, Added::Stacked, handler));
        let webhook = Webhook::new(dispatcher).secret("s3cr3t");
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("the port is free");
        let server = serve(listener, webhook).path("/webhook");
        tokio::select! {
            served = server => served.expect("the server runs"),
            _ = async { tokio::io::stdin().read_to_end(&mut Vec::new()).await } => {}
        }
    });
    println!("{}", json!({"handled": COUNTS.handled()}));
}
