//! W3: a webhook that replies in the answer.

use chappe::prelude::*;
use serde_json::json;
use tokio::{io::AsyncReadExt as _, net::TcpListener};

use crate::tree::{Added, COUNTS, First, tree};

async fn handler(Extension(First(value)): Extension<First>) -> impl IntoOutcome {
    COUNTS.handler(value);
    reply("pong")
}

pub fn run(port: u16) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let dispatcher = Dispatcher::new(tree(100, Added::Stacked, handler));
        let webhook = Webhook::new(dispatcher).secret("s3cr3t");
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("the port is free");
        let server = serve(listener, webhook).path("/webhook");
        tokio::select! {
            served = server => served.expect("it serves"),
            _ = async { tokio::io::stdin().read_to_end(&mut Vec::new()).await } => {}
        }
    });
    println!("{}", json!({"handled": COUNTS.handled()}));
}
