//! The web app, without a server and with one.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use chappe::prelude::Webhook;
use http_body_util::BodyExt as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::{oneshot, watch},
};
use tower::ServiceExt as _;
use webhook_axum::{app, bot};

async fn answer(request: Request<Body>) -> (StatusCode, String) {
    let app = app(Webhook::new(bot()).secret("s3cr3t"));
    let answer = app.oneshot(request).await.unwrap();
    let status = answer.status();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

fn update(secret: &str) -> Request<Body> {
    let body = chappe_types::fixtures::message("hi").to_json();
    Request::post("/telegram")
        .header("X-Telegram-Bot-Api-Secret-Token", secret)
        .body(body.into())
        .unwrap()
}

const REPLY: &str = r#"{"method":"sendMessage","chat_id":7,"text":"hi"}"#;

#[tokio::test]
async fn the_webhook_responds_beside_other_routes() {
    assert_eq!(answer(update("s3cr3t")).await, (StatusCode::OK, REPLY.to_owned()));
    assert_eq!(answer(update("guess")).await, (StatusCode::UNAUTHORIZED, String::new()));
    let health = Request::get("/health").body(Body::empty()).unwrap();
    assert_eq!(answer(health).await, (StatusCode::OK, "ok".to_owned()));
}

#[tokio::test]
async fn axum_serves_between_the_startup_and_the_shutdown_of_the_bot() {
    let log = Arc::new(Mutex::new(Vec::new()));
    let note = |what: &'static str| {
        let log = Arc::clone(&log);
        move || {
            log.lock().unwrap().push(what);
            std::future::ready(())
        }
    };
    let router = bot().startup(note("startup")).shutdown(note("shutdown"));
    let webhook = Webhook::new(router).secret("s3cr3t");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, app(webhook.clone()))
        .with_graceful_shutdown(async { drop(stopped.await) });
    let served = tokio::spawn(async move { webhook.around(server).await.is_ok() });
    assert_eq!(post(address, "hi").await, REPLY);
    assert_eq!(*log.lock().unwrap(), ["startup"]);
    stop.send(()).unwrap();
    assert!(served.await.unwrap());
    assert_eq!(*log.lock().unwrap(), ["startup", "shutdown"]);
}

/// Sends a message to the webhook at an address. Returns the body of the response.
async fn post(address: SocketAddr, text: &str) -> String {
    let update = String::from_utf8(chappe_types::fixtures::message(text).to_json()).unwrap();
    let request = format!(
        "POST /telegram HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n\
         X-Telegram-Bot-Api-Secret-Token: s3cr3t\r\nContent-Length: {}\r\n\r\n{update}",
        update.len(),
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.split("\r\n\r\n").nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn a_shutdown_waits_for_updates_in_flight() {
    let log = Arc::new(Mutex::new(Vec::new()));
    let ended = Arc::clone(&log);
    let router = bot().shutdown(move || {
        ended.lock().unwrap().push("shutdown");
        std::future::ready(())
    });
    let webhook = Webhook::new(router).secret("s3cr3t");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let until = move || {
        let mut stopped = stopped.clone();
        async move { drop(stopped.wait_for(|stop| *stop).await) }
    };
    let server = axum::serve(listener, app(webhook.clone())).with_graceful_shutdown(until());
    let server = webhook.around(server).until(until());
    let served = tokio::spawn(async move { server.await.is_ok() });
    let client = tokio::spawn(post(address, "/slow"));
    tokio::time::sleep(Duration::from_millis(200)).await;
    stop.send(true).unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(*log.lock().unwrap(), [""; 0], "the update is in flight");
    let done = r#"{"method":"sendMessage","chat_id":7,"text":"done"}"#;
    assert_eq!(client.await.unwrap(), done);
    assert!(served.await.unwrap());
    assert_eq!(*log.lock().unwrap(), ["shutdown"]);
}
