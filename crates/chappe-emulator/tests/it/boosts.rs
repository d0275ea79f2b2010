//! Boosts of chats.

use http::Method;
use serde_json::{Value, json};

use crate::support::Stage;

/// Source: `JsonChatBoostUpdated::store`, `JsonChatBoostRemoved::store` and
/// `Client::process_get_user_chat_boosts_query`.
#[tokio::test]
async fn administrators_receive_boosts_and_their_end() {
    let stage = Stage::new().await;
    let chat = stage.chat("channel").await;
    stage.updates().await;
    let boosted = json!({"from": stage.alice, "chat_id": chat});
    let boost = stage.post("boosts", boosted.clone()).await;
    let source = json!({
        "source": "premium", "user": {"id": stage.alice, "is_bot": false, "first_name": "Alice"},
    });
    let date = boost["add_date"].as_i64().unwrap();
    assert_eq!(
        boost,
        json!({
            "boost_id": "emuBoost00000001", "add_date": date,
            "expiration_date": date + 2_592_000, "source": source,
        }),
    );
    let place = json!({"id": chat, "type": "channel", "title": "G"});
    let received = stage.updates().await[0]["chat_boost"].clone();
    assert_eq!(received, json!({"chat": place, "boost": boost}));
    let asked = json!({"chat_id": chat, "user_id": stage.alice});
    let boosts = stage.call("getUserChatBoosts", asked.clone()).await;
    assert_eq!(boosts, Ok(json!({"boosts": [boost]})));
    stage.control(Method::DELETE, "boosts", boosted.clone()).await;
    let removed = stage.updates().await[0]["removed_chat_boost"].clone();
    assert_eq!(
        removed,
        json!({
            "chat": place, "boost_id": boost["boost_id"], "remove_date": removed["remove_date"],
            "source": source,
        }),
    );
    assert_eq!(stage.call("getUserChatBoosts", asked).await, Ok(json!({"boosts": []})));
    stage.post("boosts", boosted).await;
    stage.post("clock", json!({"advance": 2_592_000})).await;
    let kinds: Vec<bool> = stage
        .updates()
        .await
        .iter()
        .map(|update| update["removed_chat_boost"].is_object())
        .collect();
    assert_eq!(kinds, [true], "the boost itself has expired with the day");
}

#[tokio::test]
async fn members_of_a_group_see_boosts_and_only_administrators_ask_for_them() {
    let stage = Stage::new().await;
    let chat = stage.chat("supergroup").await;
    stage.updates().await;
    stage.post("boosts", json!({"from": stage.alice, "chat_id": chat})).await;
    let updates = stage.updates().await;
    assert_eq!(updates.len(), 1, "{updates:?}");
    assert_eq!(updates[0]["message"]["boost_added"], json!({"boost_count": 1}));
    let asked = json!({"chat_id": chat, "user_id": stage.alice});
    let why = stage.refusal("getUserChatBoosts", asked).await;
    assert_eq!(why, "CHAT_ADMIN_REQUIRED");
    let path = "/emu/v1/boosts";
    let wrong = json!({"from": stage.alice, "chat_id": stage.chat("group").await});
    let (_, answer) = stage.request(Method::POST, path, wrong).await;
    assert_eq!(answer["description"], Value::from("only supergroups and channels are boosted"));
}
