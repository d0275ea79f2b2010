//! Deliveries to a webhook: rare cases.

use std::{sync::atomic::Ordering, time::Duration};

use bytes::Bytes;
use http_body_util::Full;
use serde_json::json;
use tokio::{io::AsyncReadExt as _, net::TcpListener};

use crate::{
    support::Stage,
    webhooks::{Hook, pending, settle, status},
};

#[tokio::test]
async fn a_call_in_the_response_can_upload_files() {
    let stage = Stage::new().await;
    let alice = stage.alice;
    let hook = Hook::new(move |_, _| {
        let part = |name: &str, text: &str| {
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
        };
        let file = "--x\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\n";
        let body = [
            part("method", "sendDocument"),
            part("chat_id", &alice.to_string()),
            file.to_owned(),
            "x".repeat(2 * 1024 * 1024),
            "\r\n--x--\r\n".to_owned(),
        ];
        let mut answer = http::Response::new(Full::new(Bytes::from(body.concat())));
        let media_type = "multipart/form-data; boundary=x".parse().unwrap();
        answer.headers_mut().insert("content-type", media_type);
        answer
    });
    let url = hook.listen().await;
    stage.call("setWebhook", json!({"url": url})).await.unwrap();
    stage.send("a").await;
    settle(&stage, 0).await;
    let calls = stage.get("calls?wait=5000&after=2").await;
    let sent = calls["calls"].as_array().unwrap().iter().find(|c| c["method"] == "sendDocument");
    let document = &sent.unwrap()["result"]["document"];
    assert_eq!(
        (&document["file_name"], &document["file_size"]),
        (&json!("a.txt"), &json!(2 * 1024 * 1024)),
    );
}

#[tokio::test]
async fn updates_are_delivered_as_soon_as_a_webhook_is_reachable_again() {
    let stage = Stage::new().await;
    let address = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    stage.call("setWebhook", json!({"url": format!("http://{address}/hook")})).await.unwrap();
    stage.send("hi").await;
    for _ in 0..5 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        stage.post("clock", json!({"advance": 600})).await;
    }
    let info = stage.call("getWebhookInfo", json!({})).await.unwrap();
    assert_eq!(info["last_error_message"], "Connection refused");
    let hook = Hook::new(|_, _| status(200));
    hook.listen_on(TcpListener::bind(address).await.unwrap());
    stage.post("clock", json!({"advance": 2})).await;
    hook.hears(1).await;
    settle(&stage, 0).await;
    assert_eq!(hook.texts(), ["hi"]);
}

#[tokio::test]
async fn failing_chats_delay_the_others() {
    let stage = Stage::new().await;
    let hook =
        Hook::new(|update, _| status(if update["message"]["text"] == "c" { 200 } else { 500 }));
    let url = hook.listen().await;
    stage.call("setWebhook", json!({"url": url, "max_connections": 1})).await.unwrap();
    for text in ["a", "b", "c"] {
        let user = stage.post("users", json!({"first_name": text})).await;
        stage.post("messages", json!({"from": user["id"], "text": text})).await;
    }
    hook.hears(4).await;
    stage.post("clock", json!({"advance": 3})).await;
    hook.hears(6).await;
    assert!(
        !hook.texts().contains(&"c".to_owned()),
        "two chats are considered: {:?}",
        hook.texts()
    );
    assert_eq!(pending(&stage).await, 3);
}

#[tokio::test]
async fn a_webhook_that_answers_410_for_a_day_is_removed() {
    let stage = Stage::new().await;
    let hook = Hook::new(|_, _| status(410));
    let url = hook.listen().await;
    stage.call("setWebhook", json!({"url": url})).await.unwrap();
    stage.send("a").await;
    hook.hears(2).await;
    stage.post("clock", json!({"advance": 22 * 3600})).await;
    hook.hears(3).await;
    let url = async || stage.call("getWebhookInfo", json!({})).await.unwrap()["url"].clone();
    assert_ne!(url().await, "");
    // The third response may arrive before or after the clock moves.
    stage.post("clock", json!({"advance": 5400})).await;
    let gone = async {
        while url().await != "" {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), gone).await.expect("the webhook is removed");
    assert_eq!(stage.updates().await.len(), 1);
}

#[tokio::test]
async fn credentials_of_the_url_are_sent() {
    let stage = Stage::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://al%20ice:secret@{}/hook", listener.local_addr().unwrap());
    stage.call("setWebhook", json!({"url": url})).await.unwrap();
    stage.send("hi").await;
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut head = vec![0; 4096];
    let length = stream.read(&mut head).await.unwrap();
    let head = String::from_utf8_lossy(&head[..length]).to_lowercase();
    assert!(head.starts_with("post /hook http/1.1\r\n"), "{head}");
    assert!(head.contains("authorization: basic ywwgawnlonnly3jlda==\r\n"), "{head}");
    assert_eq!(pending(&stage).await, 1);
}

#[tokio::test]
async fn without_success_only_one_connection_is_opened() {
    let stage = Stage::new().await;
    let mut hook = Hook::new(|_, _| status(200));
    hook.slow = Duration::from_millis(100);
    for name in 0..5 {
        let user = stage.post("users", json!({"first_name": name.to_string()})).await;
        stage.post("messages", json!({"from": user["id"], "text": "hi"})).await;
    }
    let url = hook.listen().await;
    stage.call("setWebhook", json!({"url": url})).await.unwrap();
    hook.hears(1).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(hook.texts().len(), 1, "the first delivery is alone");
    settle(&stage, 0).await;
    assert_eq!(hook.most.load(Ordering::Relaxed), 4, "the others are concurrent");
}

#[tokio::test]
async fn invalid_webhooks_are_rejected() {
    let stage = Stage::new().await;
    let hook = |url: &str, secret: &str| json!({"url": url, "secret_token": secret});
    let table = [
        (hook("http://a.test", "a b"), "secret token contains unallowed characters"),
        (hook("http://a.test", &"a".repeat(257)), "secret token is too long"),
        (hook("nowhere", "a"), "invalid webhook URL specified"),
        (hook("ftp://a.test", "a"), "invalid webhook URL specified"),
    ];
    for (params, why) in table {
        assert_eq!(stage.refusal("setWebhook", params).await, why);
    }
    let bounds = json!({"url": "http://127.0.0.1:9/", "max_connections": 1000});
    stage.call("setWebhook", bounds).await.unwrap();
    let info = stage.call("getWebhookInfo", json!({})).await.unwrap();
    assert_eq!(info["max_connections"], 100);
}

#[tokio::test]
async fn a_message_and_a_press_of_one_user_are_concurrent_but_two_messages_are_not() {
    let stage = Stage::new().await;
    let mut hook = Hook::new(|_, _| status(200));
    hook.slow = Duration::from_millis(100);
    let url = hook.listen().await;
    stage.send("first").await;
    let keyboard = json!({"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]});
    let sent = json!({"chat_id": stage.alice, "text": "?", "reply_markup": keyboard});
    let sent = stage.call("sendMessage", sent).await.unwrap();
    stage.call("setWebhook", json!({"url": url})).await.unwrap();
    stage.send("second").await;
    settle(&stage, 0).await;
    assert_eq!(hook.most.load(Ordering::Relaxed), 1);
    let press = json!({
        "from": stage.alice, "chat_id": stage.alice, "message_id": sent["message_id"], "data": "a",
    });
    stage.send("third").await;
    stage.post("presses", press).await;
    settle(&stage, 0).await;
    assert_eq!(hook.most.load(Ordering::Relaxed), 2);
}
