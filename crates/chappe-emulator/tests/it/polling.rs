//! `getUpdates`: offsets, timeouts and conflicts.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::support::Stage;

fn ids(updates: &Value) -> Vec<i64> {
    updates.as_array().unwrap().iter().map(|update| update["update_id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn offsets_confirm_and_limits_limit() {
    let stage = Stage::new().await;
    for text in ["a", "b", "c", "d"] {
        stage.send(text).await;
    }
    let ask = async |params: Value| ids(&stage.call("getUpdates", params).await.unwrap());
    let all = ask(json!({})).await;
    let first = all[0];
    assert_eq!(all, [first, first + 1, first + 2, first + 3]);
    assert_eq!(ask(json!({"offset": first + 1, "limit": 2})).await, [first + 1, first + 2]);
    assert_eq!(ask(json!({"offset": first + 3})).await, [first + 3]);
    assert_eq!(
        ask(json!({"offset": first + 999})).await,
        [first + 3],
        "the future confirms nothing"
    );
    assert_eq!(ask(json!({"offset": -1})).await, [first + 3]);
    assert_eq!(ask(json!({"offset": first + 4})).await, Vec::<i64>::new());
}

#[tokio::test]
async fn an_immediately_repeated_request_returns_one_update() {
    let stage = Stage::new().await;
    for text in ["a", "b"] {
        stage.send(text).await;
    }
    let mut lengths = Vec::new();
    for pause in [0, 0, 600] {
        tokio::time::sleep(Duration::from_millis(pause)).await;
        lengths.push(ids(&stage.call("getUpdates", json!({})).await.unwrap()).len());
    }
    assert_eq!(lengths, [2, 1, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_request_waits_fifty_seconds_at_most() {
    let stage = Stage::new().await;
    let mut waits = Vec::new();
    for (offset, timeout) in [(0, 10), (1, 500), (2, 0)] {
        let start = Instant::now();
        let params = json!({"offset": offset, "timeout": timeout});
        assert_eq!(stage.call("getUpdates", params).await, Ok(json!([])));
        waits.push(start.elapsed().as_secs());
    }
    assert_eq!(waits, [10, 50, 0]);
}

#[tokio::test]
async fn a_pending_request_returns_as_soon_as_there_is_an_update() {
    let stage = Stage::new().await;
    let start = Instant::now();
    let (heard, ()) = tokio::join!(stage.call("getUpdates", json!({"timeout": 30})), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        stage.send("hi").await;
    });
    assert_eq!(ids(&heard.unwrap()).len(), 1);
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_second_request_terminates_the_first() {
    let stage = Stage::new().await;
    let ask = || stage.call("getUpdates", json!({"timeout": 1}));
    let (first, second) = tokio::join!(ask(), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        ask().await
    });
    let description = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
    assert_eq!((first.unwrap_err(), second), ((409, description.to_owned()), Ok(json!([]))));
}

#[tokio::test]
async fn a_webhook_conflicts_with_polling() {
    let stage = Stage::new().await;
    let url = json!({"url": "http://127.0.0.1:9/"});
    let (waiting, set) = tokio::join!(stage.call("getUpdates", json!({"timeout": 20})), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        stage.call("setWebhook", url).await
    });
    assert_eq!(set, Ok(json!(true)));
    assert_eq!(
        waiting.unwrap_err(),
        (409, "Conflict: terminated by setWebhook request".to_owned())
    );
    let (code, description) = stage.call("getUpdates", json!({})).await.unwrap_err();
    assert_eq!(code, 409);
    assert!(
        description.starts_with("Conflict: can't use getUpdates method while webhook is active")
    );
}

#[tokio::test]
async fn only_requested_kinds_are_returned() {
    let stage = Stage::new().await;
    stage.call("getUpdates", json!({"allowed_updates": ["callback_query"]})).await.unwrap();
    stage.send("not wanted").await;
    assert_eq!(stage.updates().await, Vec::<Value>::new());
    stage.call("getUpdates", json!({"allowed_updates": []})).await.unwrap();
    stage.send("wanted").await;
    assert_eq!(stage.updates().await.len(), 1);
}

#[tokio::test]
async fn ids_restart_on_request() {
    let stage = Stage::new().await;
    stage.send("before").await;
    stage.updates().await;
    stage.post("ids", json!({"next": 7})).await;
    stage.send("after").await;
    assert_eq!(stage.updates().await[0]["update_id"], 7);
}

#[tokio::test(start_paused = true)]
async fn limits_are_clamped() {
    let stage = Stage::new().await;
    for text in ["a", "b", "c"] {
        stage.send(text).await;
    }
    let mut lengths = Vec::new();
    for limit in [0, -5, 2, 1000] {
        tokio::time::sleep(Duration::from_secs(4)).await;
        lengths.push(ids(&stage.call("getUpdates", json!({"limit": limit})).await.unwrap()).len());
    }
    assert_eq!(lengths, [1, 1, 2, 3]);
}

#[tokio::test(start_paused = true)]
async fn the_offset_confirms_updates_that_arrive_during_the_wait() {
    let stage = Stage::new().await;
    stage.send("a").await;
    let first = stage.updates().await[0]["update_id"].as_i64().unwrap();
    let question = json!({"offset": first + 3, "timeout": 20});
    let (heard, ()) = tokio::join!(stage.call("getUpdates", question), async {
        for text in ["b", "c", "d"] {
            tokio::time::sleep(Duration::from_secs(1)).await;
            stage.send(text).await;
        }
    });
    assert_eq!(ids(&heard.unwrap()), [first + 3]);
}

#[tokio::test(start_paused = true)]
async fn frequent_conflicts_are_delayed() {
    let stage = Stage::new().await;
    stage.call("setWebhook", json!({"url": "http://127.0.0.1:9/"})).await.unwrap();
    let mut waits = Vec::new();
    for _ in 0..3 {
        let start = Instant::now();
        assert_eq!(stage.call("getUpdates", json!({})).await.unwrap_err().0, 409);
        waits.push(start.elapsed().as_secs());
    }
    assert_eq!(waits, [0, 3, 0]);
}

#[tokio::test]
async fn a_refused_request_has_no_effect() {
    let stage = Stage::new().await;
    let hook = json!({"url": "http://127.0.0.1:9/", "allowed_updates": ["message", "poll"]});
    stage.call("setWebhook", hook).await.unwrap();
    let question = json!({"allowed_updates": ["callback_query"]});
    assert_eq!(stage.call("getUpdates", question).await.unwrap_err().0, 409);
    let info = stage.call("getWebhookInfo", json!({})).await.unwrap();
    assert_eq!(info["allowed_updates"], json!(["message", "poll"]));
}

#[tokio::test]
async fn unknown_kinds_are_ignored() {
    let stage = Stage::new().await;
    stage.call("getUpdates", json!({"allowed_updates": ["telegram", "update_id"]})).await.unwrap();
    stage.send("heard").await;
    assert_eq!(stage.updates().await.len(), 1);
}
