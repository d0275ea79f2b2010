//! W3: a webhook that responds with an empty 200 after handling the update.

use carapax::handler::WebhookServer;
use serde_json::json;
use tokio::io::AsyncReadExt as _;

use crate::tree::{COUNTS, app};

pub fn run(port: u16) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let server = WebhookServer::new("/webhook", app(100));
        tokio::select! {
            served = server.run(([127, 0, 0, 1], port)) => served.expect("the server runs"),
            _ = async { tokio::io::stdin().read_to_end(&mut Vec::new()).await } => {}
        }
    });
    println!("{}", json!({"handled": COUNTS.handled()}));
}
