//! Rate limits.

use http::Method;
use serde_json::json;

use crate::support::{Stage, file_url};

#[tokio::test(start_paused = true)]
async fn limits_are_disabled_by_default() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let send = || stage.call("sendMessage", json!({"chat_id": stage.alice, "text": "x"}));
    for _ in 0..40 {
        send().await.unwrap();
    }
    let limits = stage.post("limits", json!({"enabled": true})).await;
    assert_eq!(
        limits,
        json!({
            "enabled": true, "chat_per_second": 1, "group_per_minute": 20, "bulk_per_second": 30,
        }),
    );
    send().await.unwrap();
    let body = json!({"chat_id": stage.alice, "text": "x"});
    let (status, response) = stage.request(Method::POST, "/bot42:token/sendMessage", body).await;
    assert_eq!(
        (status.as_u16(), response),
        (
            429,
            json!({
                "ok": false, "error_code": 429,
                "description": "Too Many Requests: retry after 1",
                "parameters": {"retry_after": 1},
            }),
        ),
    );
    let typing = json!({"chat_id": stage.alice, "action": "typing"});
    assert_eq!(stage.call("sendChatAction", typing).await, Ok(json!(true)));
    stage.post("clock", json!({"advance": 1})).await;
    assert!(send().await.is_ok());
    stage.post("limits", json!({"enabled": false})).await;
    assert!(send().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn an_album_counts_as_many_messages_in_a_group() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    stage.post("limits", json!({"enabled": true, "chat_per_second": 100})).await;
    let photo = json!({"type": "photo", "media": file_url("photo")});
    let album = json!({"chat_id": group, "media": vec![photo; 10]});
    for _ in 0..2 {
        stage.call("sendMediaGroup", album.clone()).await.unwrap();
    }
    let refused = stage.call("sendMessage", json!({"chat_id": group, "text": "x"})).await;
    assert_eq!(refused.unwrap_err(), (429, "Too Many Requests: retry after 60".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_webhook_is_set_once_a_second() {
    let stage = Stage::new().await;
    stage.post("limits", json!({"enabled": true})).await;
    let set = || stage.call("setWebhook", json!({"url": "http://127.0.0.1:9/"}));
    assert_eq!(set().await, Ok(json!(true)));
    assert_eq!(set().await.unwrap_err(), (429, "Too Many Requests: retry after 1".to_owned()));
    stage.post("clock", json!({"advance": 1})).await;
    assert_eq!(set().await, Ok(json!(true)));
}
