//! Faults, and the clock.

use std::time::{Duration, Instant};

use http::Method;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::support::Stage;

#[tokio::test]
async fn calls_fail_as_the_rules_require() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let send = || stage.call("sendMessage", json!({"chat_id": stage.alice, "text": "x"}));
    stage.post("faults", json!({"method": "sendMessage", "nth": 2, "then": {"status": 500}})).await;
    stage
        .post("faults", json!({"method": "sendMessage", "times": 1, "then": {"retry_after": 7}}))
        .await;
    let outcomes = [send().await, send().await, send().await];
    let codes = outcomes.map(|outcome| outcome.err().map(|(code, _)| code));
    assert_eq!(codes, [Some(429), Some(500), None]);
    stage.control(Method::DELETE, "faults", Value::Null).await;
    let described = json!({"then": {"status": 418, "description": "I'm a teapot"}});
    stage.post("faults", described).await;
    assert_eq!(send().await.unwrap_err(), (418, "I'm a teapot".to_owned()));
}

#[tokio::test]
async fn connections_break_before_and_after_the_effect() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let send = || {
        let body = json!({"chat_id": stage.alice, "text": "x"}).to_string();
        let request = http::Request::post("/bot42:token/sendMessage")
            .header("content-type", "application/json")
            .body(http_body_util::Full::new(bytes::Bytes::from(body)))
            .unwrap();
        stage.emulator.clone().oneshot(request)
    };
    let messages = async || {
        let path = format!("messages?chat_id={}", stage.alice);
        stage.get(&path).await["messages"].as_array().unwrap().len()
    };
    let mut counts = Vec::new();
    for when in ["before", "after"] {
        stage.post("faults", json!({"times": 1, "then": {"drop": when}})).await;
        assert!(send().await.is_err());
        counts.push(messages().await);
    }
    assert_eq!(counts, [1, 2]);
}

#[tokio::test]
async fn calls_are_delayed() {
    let stage = Stage::new().await;
    stage.post("faults", json!({"method": "getMe", "then": {"delay_ms": 200}})).await;
    let start = Instant::now();
    stage.call("getMe", json!({})).await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(200));
}

#[tokio::test]
async fn the_clock_skips_a_day() {
    let stage = Stage::new().await;
    let before = stage.send("yesterday").await["date"].as_i64().unwrap();
    stage.post("clock", json!({"advance": 86_401})).await;
    assert_eq!(stage.updates().await, Vec::<Value>::new());
    let after = stage.send("today").await["date"].as_i64().unwrap();
    assert!((86_401..86_410).contains(&(after - before)));
}

#[tokio::test]
async fn requests_of_pages_of_other_sites_are_refused() {
    let stage = Stage::new().await;
    let ask = |origin: Option<&'static str>| {
        let mut request = http::Request::get("/emu/v1/bots").header("host", "127.0.0.1:8081");
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        let request = request.body(http_body_util::Full::<bytes::Bytes>::default()).unwrap();
        stage.emulator.clone().oneshot(request)
    };
    let mut statuses = Vec::new();
    for origin in [None, Some("http://127.0.0.1:8081"), Some("https://evil.test"), Some("null")] {
        statuses.push(ask(origin).await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [200, 200, 403, 403]);
}

#[tokio::test]
async fn a_fault_of_a_chat_matches_forms_too() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    stage.post("faults", json!({"chat_id": stage.alice, "then": {"status": 500}})).await;
    let send = async |path: String| stage.request(Method::GET, &path, Value::Null).await.0;
    let path = format!("/bot42:token/sendMessage?chat_id={}&text=x", stage.alice);
    assert_eq!(send(path).await, 500);
    assert_eq!(send("/bot42:token/sendMessage?chat_id=1&text=x".to_owned()).await, 400);
    let (status, response) =
        stage.request(Method::POST, "/emu/v1/faults", json!({"then": {"status": 70_000}})).await;
    assert_eq!(
        (status.as_u16(), response),
        (400, json!({"ok": false, "description": "`status` is from 200 to 599"})),
    );
}
