//! Traces of updates, and the causes of calls.

use chappe_core::{BoxError, Dispatcher, Me, Request, Router, filter::command, reply};
use chappe_emulator::InspectorLayer;
use http::Method;
use serde_json::{Value, json};
use tower::{ServiceBuilder, ServiceExt as _};

use crate::support::{Stage, TOKEN};

fn app() -> Router {
    Router::new("app").message(|m| {
        m.on(command("help"), async || reply("help"))
            .on(command("start"), start)
            .on(command("fail"), async || Err::<(), _>(BoxError::from("no disk")))
    })
}

async fn start() -> impl chappe_core::IntoOutcome {
    reply("hello")
}

/// The trace of the last update in the history, without durations.
async fn last(stage: &Stage) -> Value {
    let updates = stage.control(Method::GET, "updates?bot=42", Value::Null).await;
    let mut last = updates["updates"].as_array().unwrap().last().unwrap().clone();
    let trace = last["trace"].take();
    let mut trace = trace;
    for step in trace["steps"].as_array_mut().into_iter().flatten() {
        assert!(step["took_us"].take().is_u64());
    }
    assert!(trace["took_ms"].take().is_number());
    trace
}

/// Sends a message as Alice, and handles it with a service of this emulator's inspector.
async fn dispatch(stage: &Stage, text: &str) -> Value {
    stage.post("messages", json!({"bot": TOKEN, "from": stage.alice, "text": text})).await;
    let updates = stage.call("getUpdates", json!({"offset": -1})).await.unwrap();
    let update = chappe_types::Update::from_slice(updates[0].to_string().as_bytes()).unwrap();
    let dispatcher = Dispatcher::builder(app()).me(Me::new(42, "emu42_bot")).traced().build();
    let service =
        ServiceBuilder::new().layer(InspectorLayer::new(&stage.emulator, 42)).service(dispatcher);
    let _ = service.oneshot(Request::from(update)).await;
    last(stage).await
}

#[tokio::test]
async fn a_trace_contains_filters_and_the_handler() {
    let stage = Stage::new().await;
    let trace = dispatch(&stage, "/start").await;
    let step = |kind: &str, name: &str, verdict: Value| {
        let mut step = json!({
            "kind": kind, "name": name, "router": "app", "observer": "message", "depth": 0,
            "took_us": null,
        });
        if !verdict.is_null() {
            step["verdict"] = verdict;
        }
        step
    };
    let expected = json!({
        "bot": 42, "update_id": trace["update_id"], "outcome": "handled", "handler": "traces::start",
        "took_ms": null,
        "steps": [
            step("filter", "command(\"help\")", json!("no")),
            step("filter", "command(\"start\")", json!("yes")),
            step("handler", "traces::start", Value::Null),
        ],
    });
    assert_eq!(trace, expected);
}

#[tokio::test]
async fn a_trace_contains_the_error_of_an_update() {
    let stage = Stage::new().await;
    let trace = dispatch(&stage, "/fail").await;
    assert_eq!((&trace["outcome"], &trace["error"]), (&json!("failed"), &json!("no disk")));
    let handler = &trace["steps"][3];
    assert_eq!((&handler["verdict"], &handler["error"]), (&json!("failed"), &json!("no disk")));
}

#[tokio::test]
async fn a_remote_bot_reports_over_http() {
    let stage = Stage::new().await;
    let running = stage.emulator.clone().start().await.unwrap();
    stage.post("messages", json!({"bot": TOKEN, "from": stage.alice, "text": "/start"})).await;
    let updates = stage.call("getUpdates", json!({})).await.unwrap();
    let update = chappe_types::Update::from_slice(updates[0].to_string().as_bytes()).unwrap();
    let layer = InspectorLayer::at(&running.url(), 42).unwrap();
    let service =
        ServiceBuilder::new().layer(layer).service(Dispatcher::builder(app()).traced().build());
    let _ = service.oneshot(Request::from(update)).await.unwrap();
    let updates = loop {
        let updates = stage.control(Method::GET, "updates?bot=42", Value::Null).await;
        if updates["updates"][0]["trace"].is_object() {
            break updates;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(updates["updates"][0]["trace"]["handler"], "traces::start");
}

#[tokio::test]
async fn calls_are_attributed_to_the_update_that_caused_them() {
    let stage = Stage::new().await;
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    for from in [&json!(stage.alice), &bob, &json!(stage.alice)] {
        stage.post("messages", json!({"bot": TOKEN, "from": from, "text": "hi"})).await;
    }
    let updates = stage.call("getUpdates", json!({})).await.unwrap();
    let ids: Vec<&Value> = updates.as_array().unwrap().iter().map(|u| &u["update_id"]).collect();
    let keyboard = json!({"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]});
    let asked = json!({"chat_id": stage.alice, "text": "?", "reply_markup": keyboard});
    let message = stage.call("sendMessage", asked).await.unwrap();
    let press = json!({
        "from": stage.alice, "chat_id": stage.alice, "message_id": message["message_id"],
        "data": "y",
    });
    let query = stage.post("presses", press).await["callback_query_id"].clone();
    stage.call("sendMessage", json!({"chat_id": bob, "text": "hi"})).await.unwrap();
    stage.call("answerCallbackQuery", json!({"callback_query_id": query})).await.unwrap();
    stage.call("getMe", json!({})).await.unwrap();
    let calls = stage.control(Method::GET, "calls?bot=42", Value::Null).await;
    let causes: Vec<(&str, &Value)> = calls["calls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| (call["method"].as_str().unwrap(), &call["update_id"]))
        .collect();
    let pressed = json!(ids[2].as_i64().unwrap() + 1);
    assert_eq!(
        causes,
        [
            ("getMe", &Value::Null),
            ("sendMessage", ids[2]),
            ("sendMessage", ids[1]),
            ("answerCallbackQuery", &pressed),
            ("getMe", &Value::Null),
        ]
    );
}

#[tokio::test]
async fn calls_of_a_bot_with_traces_are_attributed_to_the_first_update_without_one() {
    let stage = Stage::new().await;
    let mut ids = Vec::new();
    for text in ["one", "two", "three"] {
        stage.send(text).await;
    }
    for update in stage.call("getUpdates", json!({})).await.unwrap().as_array().unwrap() {
        ids.push(update["update_id"].clone());
    }
    let mut causes = Vec::new();
    for id in &ids {
        stage.call("sendMessage", json!({"chat_id": stage.alice, "text": "x"})).await.unwrap();
        let trace = json!({"bot": TOKEN, "update_id": id, "outcome": "handled"});
        stage.post("traces", trace).await;
        let calls = stage.control(Method::GET, "calls?bot=42", Value::Null).await;
        causes.push(calls["calls"].as_array().unwrap().last().unwrap()["update_id"].clone());
    }
    // Before the first trace, the latest update is the best guess.
    assert_eq!(causes, [ids[2].clone(), ids[1].clone(), ids[2].clone()]);
}

#[tokio::test]
async fn a_trace_without_an_outcome_is_rejected() {
    let stage = Stage::new().await;
    let (status, answer) =
        stage.request(Method::POST, "/emu/v1/traces", json!({"bot": 42, "update_id": 7})).await;
    assert_eq!(
        (status.as_u16(), answer),
        (400, json!({"ok": false, "description": "`outcome` is missing"}))
    );
}
