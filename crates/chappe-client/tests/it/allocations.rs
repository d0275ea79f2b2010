//! The number of allocations per call, over a transport in memory.

use std::{collections::BTreeMap, convert::Infallible, future::ready};

use allocation_counter::measure;
use bytes::Bytes;
use chappe_client::{ApiServer, Bot, RequestBody};
use chappe_types::{SendDocument, SendMessage, Upload};
use http::{Request, Response};
use http_body_util::Full;
use serde_json::{Value, json};

/// A bot whose transport returns the same response immediately.
fn answered() -> Bot {
    let message = json!({
        "message_id": 4128, "date": 1_767_225_601, "text": "a text of 32 bytes, not in place",
        "from": {"id": 7_012_345_678_i64, "is_bot": true, "first_name": "Bench Bot"},
        "chat": {"id": 412_587_693, "first_name": "Alice", "type": "private"},
    });
    let answer = Bytes::from(json!({"ok": true, "result": message}).to_string());
    let transport = tower::service_fn(move |_: Request<RequestBody>| {
        ready(Ok::<_, Infallible>(Response::new(Full::new(answer.clone()))))
    });
    Bot::builder("42:token".parse().unwrap())
        .server(ApiServer::new("http://telegram.test").unwrap())
        .transport(transport)
        .build()
        .unwrap()
}

/// Returns the allocations of the second run.
fn allocations(runtime: &tokio::runtime::Runtime, once: impl AsyncFn()) -> u64 {
    runtime.block_on(once());
    measure(|| runtime.block_on(once())).count_total
}

#[test]
fn a_call_allocates_no_more_than_it_did() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (bot, file) = (answered(), Upload::bytes("a.txt", vec![b'x'; 1024 * 1024]));
    let message = allocations(&runtime, async || {
        bot.send(SendMessage::new(7, "a text of 32 bytes, not in place")).await.unwrap();
    });
    let upload = allocations(&runtime, async || {
        bot.send(SendDocument::new(7, file.clone())).await.unwrap();
    });
    let nothing = allocations(&runtime, async || {});
    let counted = BTreeMap::from([
        ("sendMessage".to_owned(), message - nothing),
        ("sendDocument with a file in memory".to_owned(), upload - nothing),
    ]);
    let limits: Value =
        serde_json::from_str(include_str!("../../../../tests/limits.json")).unwrap();
    let limits: BTreeMap<String, u64> =
        serde_json::from_value(limits["allocations of a call, without a connection"].clone())
            .unwrap();
    assert_eq!(counted.keys().collect::<Vec<_>>(), limits.keys().collect::<Vec<_>>());
    let over: Vec<_> = counted.iter().filter(|(name, count)| **count > limits[*name]).collect();
    assert_eq!(over, []);
}
