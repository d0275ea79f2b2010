//! W3: a webhook that responds with an empty 200 after handling the update.

use serde_json::json;
use telers::{
    Bot, Dispatcher,
    router::{Config, InnerMiddlewaresConfig, OuterMiddlewaresConfig},
    webhooks::axum::{UpdatesHandler, get_updates_router},
};
use tokio::{io::AsyncReadExt as _, net::TcpListener};

use crate::tree::{COUNTS, tree};

pub fn run(port: u16) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let bot = Bot::new("1:token");
        let config = Config::new(OuterMiddlewaresConfig::new(), InnerMiddlewaresConfig::new());
        let router = tree(100).configure(config);
        let dispatcher = Dispatcher::builder().main_router(router).bot(bot.clone()).build();
        let updates =
            UpdatesHandler::new(bot, dispatcher).secret_token("s3cr3t").handle_in_background(false);
        let router = axum::Router::<()>::new().route("/webhook", get_updates_router(updates));
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("the port is free");
        tokio::select! {
            served = axum::serve(listener, router).into_future() => served.expect("the server runs"),
            _ = async { tokio::io::stdin().read_to_end(&mut Vec::new()).await } => {}
        }
    });
    println!("{}", json!({"handled": COUNTS.handled()}));
}
