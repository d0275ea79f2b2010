//! Deliveries to a webhook, on a virtual clock that skips days.

use std::{
    convert::Infallible,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::{net::TcpListener, time::timeout};

use crate::support::Stage;

type Script = dyn Fn(&Value, usize) -> http::Response<Full<Bytes>> + Send + Sync;

/// An update, and the secret of its request.
type Heard = (Value, Option<String>);

/// A webhook that responds as scripted.
#[derive(Clone)]
pub(crate) struct Hook {
    script: Arc<Script>,
    heard: Arc<Mutex<Vec<Heard>>>,
    running: Arc<AtomicUsize>,
    pub(crate) most: Arc<AtomicUsize>,
    pub(crate) slow: Duration,
}

pub(crate) fn status(status: u16) -> http::Response<Full<Bytes>> {
    let mut response = http::Response::new(Full::default());
    *response.status_mut() = status.try_into().unwrap();
    response
}

impl Hook {
    pub(crate) fn new(
        script: impl Fn(&Value, usize) -> http::Response<Full<Bytes>> + Send + Sync + 'static,
    ) -> Self {
        Self {
            script: Arc::new(script),
            heard: Arc::default(),
            running: Arc::default(),
            most: Arc::default(),
            slow: Duration::ZERO,
        }
    }

    /// Serves on a free port. Returns the URL.
    pub(crate) async fn listen(&self) -> String {
        self.listen_on(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    pub(crate) fn listen_on(&self, listener: TcpListener) -> String {
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let hook = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let hook = hook.clone();
                let service = service_fn(move |request: http::Request<Incoming>| {
                    let hook = hook.clone();
                    async move { Ok::<_, Infallible>(hook.answer(request).await) }
                });
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        url
    }

    async fn answer(&self, request: http::Request<Incoming>) -> http::Response<Full<Bytes>> {
        let secret = request.headers().get("x-telegram-bot-api-secret-token");
        let secret = secret.map(|secret| secret.to_str().unwrap().to_owned());
        let body = request.into_body().collect().await.unwrap().to_bytes();
        let update: Value = serde_json::from_slice(&body).unwrap();
        let number = {
            let mut heard = self.heard.lock().unwrap();
            heard.push((update.clone(), secret));
            heard.len() - 1
        };
        let running = self.running.fetch_add(1, Ordering::Relaxed) + 1;
        self.most.fetch_max(running, Ordering::Relaxed);
        tokio::time::sleep(self.slow).await;
        self.running.fetch_sub(1, Ordering::Relaxed);
        (self.script)(&update, number)
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        let heard = self.heard.lock().unwrap();
        heard
            .iter()
            .map(|(update, _)| update["message"]["text"].as_str().unwrap_or("?").to_owned())
            .collect()
    }

    pub(crate) async fn hears(&self, number: usize) {
        let heard = async {
            while self.heard.lock().unwrap().len() < number {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(Duration::from_secs(10), heard).await.expect("the updates arrive");
    }
}

pub(crate) async fn pending(stage: &Stage) -> i64 {
    let info = stage.call("getWebhookInfo", json!({})).await.unwrap();
    info["pending_update_count"].as_i64().unwrap()
}

pub(crate) async fn settle(stage: &Stage, left: i64) {
    let settled = async {
        while pending(stage).await != left {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(10), settled).await.expect("the queue has this length");
}

#[tokio::test]
async fn each_update_is_delivered_once_with_the_secret() {
    let stage = Stage::new().await;
    let hook = Hook::new(|_, _| status(204));
    let url = hook.listen().await;
    stage.send("before").await;
    stage.call("setWebhook", json!({"url": url, "secret_token": "s3cr3t"})).await.unwrap();
    stage.send("after").await;
    hook.hears(2).await;
    settle(&stage, 0).await;
    assert_eq!(hook.texts(), ["before", "after"]);
    assert_eq!(hook.heard.lock().unwrap()[0].1.as_deref(), Some("s3cr3t"));
}

#[tokio::test]
async fn a_failed_delivery_is_repeated_while_the_chat_waits() {
    let stage = Stage::new().await;
    let hook = Hook::new(|_, number| status(if number < 2 { 500 } else { 200 }));
    let url = hook.listen().await;
    stage.call("setWebhook", json!({"url": url})).await.unwrap();
    stage.send("first").await;
    stage.send("second").await;
    // Immediately, and two seconds later.
    hook.hears(2).await;
    let info = stage.call("getWebhookInfo", json!({})).await.unwrap();
    assert_eq!(
        info["last_error_message"],
        "Wrong response from the webhook: 500 Internal Server Error"
    );
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(hook.texts(), ["first", "first"]);
    stage.post("clock", json!({"advance": 3})).await;
    hook.hears(4).await;
    assert_eq!(hook.texts(), ["first", "first", "first", "second"]);
    settle(&stage, 0).await;
}

#[tokio::test]
async fn a_webhook_sets_the_delay_of_the_next_delivery() {
    let stage = Stage::new().await;
    let hook = Hook::new(|_, number| {
        let mut answer = status(if number == 0 { 503 } else { 200 });
        answer.headers_mut().insert("retry-after", 40.into());
        answer
    });
    let url = hook.listen().await;
    stage.call("setWebhook", json!({"url": url})).await.unwrap();
    stage.send("hi").await;
    hook.hears(1).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    stage.post("clock", json!({"advance": 38})).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(hook.texts().len(), 1);
    stage.post("clock", json!({"advance": 3})).await;
    hook.hears(2).await;
    settle(&stage, 0).await;
}

#[tokio::test]
async fn expired_updates_are_not_delivered() {
    let stage = Stage::new().await;
    let hook = Hook::new(|_, _| status(500));
    let url = hook.listen().await;
    stage.call("setWebhook", json!({"url": url})).await.unwrap();
    let query = json!({"from": stage.alice, "query": "q", "bot": 42});
    stage.post("inline_queries", query).await;
    hook.hears(2).await;
    stage.post("clock", json!({"advance": 31})).await;
    settle(&stage, 0).await;
}

#[tokio::test]
async fn chats_are_concurrent_up_to_the_limit_of_connections() {
    let stage = Stage::new().await;
    let mut hook = Hook::new(|_, _| status(200));
    hook.slow = Duration::from_millis(100);
    let url = hook.listen().await;
    stage.call("setWebhook", json!({"url": url, "max_connections": 3})).await.unwrap();
    for number in 0..9 {
        let user = stage.post("users", json!({"first_name": number.to_string()})).await;
        stage.post("messages", json!({"from": user["id"], "text": "hi"})).await;
    }
    hook.hears(9).await;
    assert_eq!(hook.most.load(Ordering::Relaxed), 3);
    settle(&stage, 0).await;
}

#[tokio::test]
async fn a_call_in_the_response_is_made() {
    let stage = Stage::new().await;
    let alice = stage.alice;
    let hook = Hook::new(move |_, number| {
        let (media_type, body) = match number {
            0 => (
                "application/json",
                json!({"method": "sendMessage", "chat_id": alice, "text": "by JSON"}).to_string(),
            ),
            1 => (
                "application/x-www-form-urlencoded",
                format!("method=sendMessage&chat_id={alice}&text=by+form"),
            ),
            2 => ("application/json", json!({"method": "getMe"}).to_string()),
            3 => (
                "multipart/form-data; boundary=x",
                format!(
                    "--x\r\nContent-Disposition: form-data; name=method\r\n\r\nsendDocument\r\n--x\r\nContent-Disposition: form-data; name=chat_id\r\n\r\n{alice}\r\n--x\r\nContent-Disposition: form-data; name=document; filename=a.txt\r\n\r\nhello\r\n--x--"
                ),
            ),
            _ => ("text/plain", "method=sendMessage".to_owned()),
        };
        let mut answer = http::Response::new(Full::new(Bytes::from(body)));
        answer.headers_mut().insert("content-type", media_type.parse().unwrap());
        answer
    });
    let url = hook.listen().await;
    stage.call("setWebhook", json!({"url": url})).await.unwrap();
    for text in ["a", "b", "c", "d", "e"] {
        stage.send(text).await;
    }
    hook.hears(5).await;
    settle(&stage, 0).await;
    let calls = stage.get("calls").await;
    let calls = calls["calls"].as_array().unwrap().iter();
    let sent: Vec<&Value> = calls
        .filter(|call| call["method"].as_str().is_some_and(|name| name.starts_with("send")))
        .map(|call| &call["result"])
        .collect();
    assert_eq!((&sent[0]["text"], &sent[1]["text"]), (&json!("by JSON"), &json!("by form")));
    assert_eq!(sent[2]["document"]["file_size"], 5);
    assert_eq!(sent.len(), 3);
}

#[tokio::test]
async fn deliveries_are_held_back_and_duplicated_on_request() {
    let stage = Stage::new().await;
    let hook = Hook::new(|_, _| status(200));
    let url = hook.listen().await;
    stage.call("setWebhook", json!({"url": url})).await.unwrap();
    stage.post("webhook_faults", json!({"bot": 42, "hold": true})).await;
    stage.send("held").await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(hook.texts(), Vec::<String>::new());
    stage.post("webhook_faults", json!({"bot": 42, "hold": false, "duplicate": 1.0})).await;
    hook.hears(2).await;
    settle(&stage, 0).await;
    assert_eq!(hook.texts(), ["held", "held"]);
}

#[tokio::test]
async fn a_deleted_webhook_receives_no_updates() {
    let stage = Stage::new().await;
    let hook = Hook::new(|_, _| status(200));
    let url = hook.listen().await;
    stage.call("setWebhook", json!({"url": url})).await.unwrap();
    stage.send("a").await;
    hook.hears(1).await;
    settle(&stage, 0).await;
    stage.call("deleteWebhook", json!({})).await.unwrap();
    stage.send("b").await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(hook.texts(), ["a"]);
    assert_eq!(stage.updates().await.len(), 1);
}
