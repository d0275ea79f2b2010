//! The encodings of requests that clients use.

use std::io::Write as _;

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http::{Method, Request};
use http_body_util::{BodyExt as _, Full};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::support::{Stage, TOKEN};

/// Sends a request with these headers. Returns the status and the text of the response.
async fn ask(
    stage: &Stage,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> (u16, String) {
    let mut request = Request::builder().method(method).uri(format!("http://emulator.test{path}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::new(body.into())).unwrap();
    let response = stage.emulator.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

/// A form of parameters and files; a file has a name.
fn form(parts: &[(&str, Option<&str>, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        let head = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--x--\r\n");
    body
}

const FORM: (&str, &str) = ("content-type", "multipart/form-data; boundary=x");

/// Makes a call with a form. Returns the response.
async fn send(stage: &Stage, method: &str, parts: &[(&str, Option<&str>, &[u8])]) -> Value {
    let path = format!("/bot{TOKEN}/{method}");
    let (_, answer) = ask(stage, Method::POST, &path, &[FORM], form(parts)).await;
    serde_json::from_str(&answer).unwrap()
}

#[tokio::test]
async fn updates_begin_with_their_ids_as_some_clients_require() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let path = format!("/bot{TOKEN}/getUpdates");
    let (_, answer) = ask(&stage, Method::GET, &path, &[], "").await;
    assert!(answer.starts_with(r#"{"ok":true,"result":[{"update_id":"#), "{answer}");
}

#[tokio::test]
async fn strings_are_buttons_and_numbers_are_labels() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let keyboard = json!({"keyboard": [["Menu", {"text": 1}]]}).to_string();
    let params = json!({"chat_id": stage.alice, "text": "a", "reply_markup": keyboard});
    let sent = stage.call("sendMessage", params).await.unwrap();
    let after = sent["message_id"].as_i64().unwrap() - 1;
    let seen = stage.get(&format!("messages?chat_id={}&after={after}", stage.alice)).await;
    assert_eq!(
        seen["messages"][0]["reply_markup"],
        json!({"keyboard": [[{"text": "Menu"}, {"text": "1"}]]}),
    );
    let inline = json!({"inline_keyboard": [[{"text": 1, "callback_data": 2}]]});
    let params = json!({"chat_id": stage.alice, "text": "a", "reply_markup": inline});
    let sent = stage.call("sendMessage", params).await.unwrap();
    assert_eq!(
        sent["reply_markup"]["inline_keyboard"],
        json!([[{"text": "1", "callback_data": "2"}]]),
    );
}

#[tokio::test]
async fn an_empty_keyboard_is_ignored() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    for markup in [json!({}), json!("{}"), json!("")] {
        let params = json!({"chat_id": stage.alice, "text": "a", "reply_markup": markup});
        let sent = stage.call("sendMessage", params).await.unwrap();
        assert_eq!(sent["reply_markup"], Value::Null, "{markup}");
    }
}

#[tokio::test]
async fn queries_come_before_bodies_and_may_name_the_method() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let path = format!("/bot{TOKEN}/?method=SENDmessage&text=a+%26+b&chat_id={}", stage.alice);
    let body = "text=c&chat_id=1&disable_notification=True&protect_content=1";
    let (_, answer) = ask(&stage, Method::POST, &path, &headers, body).await;
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["result"]["text"], "a & b");
    assert_eq!(answer["result"]["has_protected_content"], true);
}

#[tokio::test]
async fn invalid_json_has_no_parameters() {
    let stage = Stage::new().await;
    let headers = [("content-type", "application/json")];
    for body in ["null", "[]", "{\"text\":", ""] {
        let path = format!("/bot{TOKEN}/getMe");
        assert_eq!(ask(&stage, Method::POST, &path, &headers, body).await.0, 200, "{body}");
    }
}

#[tokio::test]
async fn requests_outside_of_the_bot_api_are_refused_with_a_status() {
    let stage = Stage::new().await;
    let path = format!("/bot{TOKEN}/getMe");
    for method in [Method::HEAD, Method::PUT, Method::DELETE] {
        assert_eq!(ask(&stage, method, &path, &[], "").await.0, 501);
    }
    let packed = [("content-encoding", "br"), ("content-type", "application/json")];
    assert_eq!(ask(&stage, Method::POST, &path, &packed, "x").await.0, 415);
    for size in [51, 70] {
        let body = vec![0; size * 1024 * 1024];
        let (status, answer) = ask(&stage, Method::POST, &path, &[FORM], body).await;
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let expected = json!({
            "ok": false, "error_code": 413, "description": "Request Entity Too Large",
        });
        assert_eq!((status, answer), (413, expected));
    }
}

/// Source: `HttpReader::do_read_next`.
#[tokio::test]
async fn compressed_bodies_are_read() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let body = json!({"chat_id": stage.alice, "text": "compressed"}).to_string();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(body.as_bytes()).unwrap();
    let headers = [("content-encoding", "gzip"), ("content-type", "application/json")];
    let path = format!("/bot{TOKEN}/sendMessage");
    let (_, answer) = ask(&stage, Method::POST, &path, &headers, gzip.finish().unwrap()).await;
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["result"]["text"], "compressed");
    let (status, answer) = ask(&stage, Method::POST, &path, &headers, body).await;
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let refused = json!({
        "ok": false, "error_code": 400, "description": "Bad Request: zlib error -3",
    });
    assert_eq!((status, answer), (400, refused));
}

/// Source: `HttpReader::do_read_next`.
#[tokio::test]
async fn an_empty_body_has_no_parameters() {
    let stage = Stage::new().await;
    let path = format!("/bot{TOKEN}/getMe");
    let headers = [
        ("content-type", "application/json"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("content-type", "multipart/form-data"),
        ("content-type", "text/plain"),
        ("content-encoding", "br"),
    ];
    for header in headers {
        let (status, _) = ask(&stage, Method::POST, &path, &[header], "").await;
        assert_eq!(status, 200, "{header:?}");
    }
}

#[tokio::test]
async fn files_keep_their_thumbnails_when_sent_again() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let chat = stage.alice.to_string();
    let parts: [(&str, Option<&str>, &[u8]); 4] = [
        ("chat_id", None, chat.as_bytes()),
        ("video", Some("a.mp4"), b"video"),
        ("thumbnail", None, b"attach://small"),
        ("small", Some("a.jpg"), b"picture"),
    ];
    let sent = send(&stage, "sendVideo", &parts).await;
    let video = &sent["result"]["video"];
    assert_eq!(video["thumbnail"]["file_size"], 7);
    let again = json!({"chat_id": stage.alice, "video": video["file_id"]});
    let again = stage.call("sendVideo", again).await.unwrap();
    assert_eq!(again["video"]["thumbnail"], video["thumbnail"]);
    let file = stage.call("getFile", json!({"file_id": video["file_id"]})).await.unwrap();
    assert_eq!(file["thumbnail"], Value::Null);
}

#[tokio::test]
async fn pictures_are_small_and_stay_pictures() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let chat = stage.alice.to_string();
    let large = vec![0; 10 * 1024 * 1024 + 1];
    let parts: [(&str, Option<&str>, &[u8]); 2] =
        [("chat_id", None, chat.as_bytes()), ("photo", Some("a.jpg"), &large)];
    let refused = send(&stage, "sendPhoto", &parts).await;
    assert_eq!(
        refused["description"],
        "Bad Request: file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes",
    );
    let parts: [(&str, Option<&str>, &[u8]); 2] =
        [("chat_id", None, chat.as_bytes()), ("document", Some("a.jpg"), b"picture")];
    let sent = send(&stage, "sendDocument", &parts).await;
    let photo = json!({"chat_id": stage.alice, "photo": sent["result"]["document"]["file_id"]});
    let refused = stage.call("sendPhoto", photo).await.unwrap_err();
    assert_eq!(refused.1, "Bad Request: can't use file of type Document as Photo");
}
