//! W3: axum and serde_json without any code for bots, with 100 commands in a hash map and
//! the reply in the response.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
    routing::post,
};
use harness::Counts;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::stdin;

static COUNTS: Counts = Counts::new();

type Commands = Arc<HashMap<String, fn(&Value) -> Value>>;

pub fn run(port: u16) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let pong: fn(&Value) -> Value = pong;
        let commands = (0..100).map(|number| (format!("cmd{number}"), pong)).collect();
        let router = Router::new().route("/webhook", post(answer)).with_state(Arc::new(commands));
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("the port is free");
        tokio::select! {
            served = axum::serve(listener, router) => served.expect("the server runs"),
            () = stdin::ended() => {}
        }
    });
    println!("{}", json!({"handled": COUNTS.handled()}));
}

fn pong(update: &Value) -> Value {
    COUNTS.handler(1);
    let chat = &update["message"]["chat"]["id"];
    json!({"method": "sendMessage", "chat_id": chat, "text": "pong"})
}

async fn answer(State(commands): State<Commands>, headers: HeaderMap, body: Bytes) -> Response {
    let secret = headers.get("x-telegram-bot-api-secret-token");
    if secret.is_none_or(|secret| secret != "s3cr3t") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Ok(update) = serde_json::from_slice::<Value>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let text = update["message"]["text"].as_str().unwrap_or_default();
    let word = text.split(' ').next().and_then(|word| word.strip_prefix('/'));
    match word.and_then(|word| commands.get(word)) {
        Some(handler) => Json(handler(&update)).into_response(),
        None => StatusCode::OK.into_response(),
    }
}
