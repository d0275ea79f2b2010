//! Altered responses and broken connections, on real sockets.

use http::Method;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::support::Stage;

/// The response to `getMe`: the bytes, and how the connection ended.
async fn answer(stage: &Stage, then: Value) -> (String, Option<std::io::ErrorKind>) {
    let running = stage.emulator.clone().start().await.unwrap();
    stage.control(Method::DELETE, "faults", Value::Null).await;
    stage.post("faults", json!({"method": "getMe", "then": then})).await;
    let mut stream = TcpStream::connect(running.address()).await.unwrap();
    let asked = "GET /bot42:token/getMe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(asked.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let ended = stream.read_to_end(&mut answer).await.err().map(|error| error.kind());
    (String::from_utf8(answer).unwrap(), ended)
}

/// The status line, the `Content-Length`, and the body.
fn parts(answer: &str) -> (&str, usize, &str) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let promised = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    (head.lines().next().unwrap(), promised.unwrap().parse().unwrap(), body)
}

#[tokio::test]
async fn a_connection_is_closed_or_reset_without_a_response() {
    let stage = Stage::new().await;
    let (closed, how) = answer(&stage, json!({"drop": "before"})).await;
    assert_eq!((&*closed, how), ("", None));
    let (reset, how) = answer(&stage, json!({"drop": "before", "reset": true})).await;
    assert_eq!((&*reset, how), ("", Some(std::io::ErrorKind::ConnectionReset)));
}

#[tokio::test]
async fn a_body_is_truncated() {
    let stage = Stage::new().await;
    let (half, _) = answer(&stage, json!({"body": "half"})).await;
    let (status, promised, body) = parts(&half);
    assert_eq!((status, promised / 2), ("HTTP/1.1 200 OK", body.len()));
}

#[tokio::test]
async fn a_body_is_not_valid_json() {
    let stage = Stage::new().await;
    let (broken, _) = answer(&stage, json!({"body": "json"})).await;
    let (status, promised, body) = parts(&broken);
    assert_eq!((status, promised), ("HTTP/1.1 200 OK", body.len()));
    assert!(serde_json::from_str::<Value>(body).is_err());
}

#[tokio::test]
async fn a_body_claims_compression_and_is_not_compressed() {
    let stage = Stage::new().await;
    let (plain, _) = answer(&stage, json!({"body": "gzip"})).await;
    assert!(plain.contains("content-encoding: gzip\r\n"), "{plain}");
    let (_, _, body) = parts(&plain);
    assert_eq!(serde_json::from_str::<Value>(body).unwrap()["ok"], true);
}

#[tokio::test(start_paused = true)]
async fn a_fault_has_a_period_and_is_listed() {
    let stage = Stage::new().await;
    let rule = json!({"method": "getMe", "after_s": 60, "for_s": 60, "then": {"status": 502}});
    stage.post("faults", rule.clone()).await;
    let mut codes = Vec::new();
    for _ in 0..3 {
        codes.push(stage.call("getMe", json!({})).await.err().map(|(code, _)| code));
        stage.post("clock", json!({"advance": 61})).await;
    }
    assert_eq!(codes, [None, Some(502), None]);
    let mut expected = rule;
    expected["fault_id"] = json!(1);
    expected["done"] = json!(1);
    let faults = stage.control(Method::GET, "faults", Value::Null).await;
    assert_eq!(faults, json!({"faults": [expected]}));
}
