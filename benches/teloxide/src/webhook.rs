//! W3: a webhook that responds with 200 before it handles the update.

use std::net::SocketAddr;

use axum::{Json, routing::any};
use serde_json::json;
use teloxide::{
    Bot,
    dispatching::Dispatcher,
    error_handlers::LoggingErrorHandler,
    update_listeners::webhooks::{Options, axum_no_setup},
};
use tokio::{io::AsyncReadExt as _, net::TcpListener};

use crate::{
    dispatch::me,
    tree::{COUNTS, tree},
};

pub fn run(port: u16) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let url = "https://example.org/webhook".parse().expect("a URL");
        let options = Options::new(address, url).secret_token("s3cr3t".to_owned());
        let (listener, _stopped, router) = axum_no_setup(options);
        // The dispatcher calls `getMe` before it starts.
        let answer = Json(json!({"ok": true, "result": me()}));
        let router = router.route("/bot1:token/GetMe", any(async || answer));
        let api = format!("http://{address}").parse().expect("a URL");
        let bot = Bot::new("1:token").set_api_url(api);
        let mut dispatcher = Dispatcher::builder(bot, tree::<String>(100)).build();
        let tcp = TcpListener::bind(address).await.expect("the port is free");
        let errors = LoggingErrorHandler::with_custom_text("the webhook failed");
        tokio::select! {
            served = axum::serve(tcp, router).into_future() => served.expect("the server runs"),
            () = dispatcher.dispatch_with_listener(listener, errors) => {}
            _ = async { tokio::io::stdin().read_to_end(&mut Vec::new()).await } => {}
        }
    });
    println!("{}", json!({"handled": COUNTS.handled()}));
}
