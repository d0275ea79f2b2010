//! Snapshots, and restoring them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chappe_emulator::Emulator;
use http::Method;
use serde_json::{Value, json};

use crate::support::{Stage, TOKEN};

/// A world with values of every kind.
async fn full() -> Stage {
    let stage = Stage::new().await;
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    let members = json!([stage.alice, bob]);
    let group =
        json!({"type": "supergroup", "title": "Friends", "members": members, "bots": [TOKEN]});
    let group = stage.post("chats", group).await["id"].clone();
    stage.set_status(group.as_i64().unwrap(), "administrator").await;
    let muted = json!({
        "chat_id": group, "user": bob, "status": "restricted", "permissions": ["can_send_polls"],
    });
    stage.post("members", muted).await;
    let media = json!({"type": "photo", "file": STANDARD.encode(b"\xff\xd8\x00 a photo")});
    stage.post("messages", json!({"bot": TOKEN, "from": stage.alice, "media": media})).await;
    let keyboard = json!({"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]});
    for chat in [json!(stage.alice), group.clone()] {
        let sent = json!({"chat_id": chat, "text": "<b>Hi</b>", "parse_mode": "HTML", "reply_markup": keyboard});
        let sent = stage.call("sendMessage", sent).await.unwrap();
        let pinned = json!({"chat_id": chat, "message_id": sent["message_id"]});
        stage.call("pinChatMessage", pinned).await.unwrap();
        let press = json!({"from": stage.alice, "chat_id": chat, "message_id": sent["message_id"], "button": [0, 0]});
        stage.post("presses", press).await;
    }
    let poll = json!({"chat_id": group, "question": "Tea?", "options": [{"text": "Yes"}, {"text": "No"}], "is_anonymous": false});
    stage.call("sendPoll", poll).await.unwrap();
    stage
        .call("setMyCommands", json!({"commands": [{"command": "start", "description": "Starts"}]}))
        .await
        .unwrap();
    stage.post("inline_queries", json!({"from": stage.alice, "query": "cats"})).await;
    stage
        .post("faults", json!({"method": "sendDice", "probability": 0.5, "then": {"status": 500}}))
        .await;
    stage.post("webhook_faults", json!({"bot": TOKEN, "duplicate": 0.25, "hold": true})).await;
    stage.post("limits", json!({"enabled": true})).await;
    stage.post("blocks", json!({"bot": TOKEN, "from": bob})).await;
    stage.post("clock", json!({"advance": 3600})).await;
    stage
}

/// A snapshot without the counter of events, which grows when it is restored.
fn without_events(mut snapshot: Value) -> Value {
    snapshot["world"]["next"]["event"].take();
    snapshot["now"].take();
    snapshot
}

#[tokio::test(start_paused = true)]
async fn another_emulator_has_the_same_state_after_restoring() {
    let stage = full().await;
    let snapshot = stage.emulator.snapshot().unwrap();
    let other = Emulator::new();
    other.restore(&snapshot).unwrap();
    assert_eq!(without_events(other.snapshot().unwrap()), without_events(snapshot.clone()));

    let other = Stage { emulator: other, alice: stage.alice };
    let mut seen = Vec::new();
    for one in [&stage, &other] {
        let updates = one.call("getUpdates", json!({})).await.unwrap();
        let mut dice = Vec::new();
        for _ in 0..8 {
            let thrown = one.call("sendDice", json!({"chat_id": one.alice})).await;
            dice.push(thrown.is_ok());
        }
        let path = one.control(Method::GET, "messages?chat_id=100000001", Value::Null).await;
        let photo = path["messages"][0]["photo"][0]["file_id"].clone();
        let file = one.call("getFile", json!({"file_id": photo})).await.unwrap();
        seen.push((updates, dice, file));
    }
    assert_eq!(seen[0], seen[1]);
    assert!(seen[0].0.as_array().unwrap().len() > 5);
}

#[tokio::test(start_paused = true)]
async fn restoring_undoes_later_changes_including_the_clock() {
    let stage = Stage::new().await;
    let say = |text: &'static str| {
        stage.post("messages", json!({"bot": TOKEN, "from": stage.alice, "text": text}))
    };
    let before = say("before").await;
    let snapshot = stage.control(Method::GET, "snapshot", Value::Null).await;
    say("after").await;
    stage.post("clock", json!({"advance": 86_400})).await;
    stage.control(Method::PUT, "snapshot", snapshot).await;
    let messages = stage.control(Method::GET, "messages?chat_id=100000001", Value::Null).await;
    assert_eq!(messages["messages"], json!([before]));
    let again = say("again").await;
    let waited = again["date"].as_i64().unwrap() - before["date"].as_i64().unwrap();
    assert!(waited < 5, "{waited}");
    let updates = stage.call("getUpdates", json!({})).await.unwrap();
    let texts: Vec<&Value> =
        updates.as_array().unwrap().iter().map(|u| &u["message"]["text"]).collect();
    assert_eq!(texts, ["before", "again"]);
}

#[tokio::test]
async fn a_pending_request_returns_no_updates() {
    let stage = Stage::new().await;
    let snapshot = stage.emulator.snapshot().unwrap();
    let back = async {
        tokio::task::yield_now().await;
        stage.emulator.restore(&snapshot).unwrap();
    };
    let (updates, ()) = tokio::join!(stage.call("getUpdates", json!({"timeout": 50})), back);
    assert_eq!(updates.unwrap(), json!([]));
}

#[tokio::test]
async fn an_invalid_snapshot_changes_nothing() {
    let stage = Stage::new().await;
    let before = stage.emulator.snapshot().unwrap();
    let mut broken = before.clone();
    broken["world"]["users"] = json!(7);
    for (wrong, why) in
        [(json!({}), "not a snapshot of version 2"), (broken, "not a snapshot: invalid type")]
    {
        let error = stage.emulator.restore(&wrong).unwrap_err();
        assert!(error.to_string().starts_with(why), "{error}");
    }
    assert_eq!(without_events(stage.emulator.snapshot().unwrap()), without_events(before));
}

/// The ids and texts of the updates that `getUpdates` returns for an offset.
async fn asked(stage: &Stage, offset: i64) -> Vec<(i64, Value)> {
    let updates = stage.call("getUpdates", json!({"offset": offset})).await.unwrap();
    let id = |update: &Value| update["update_id"].as_i64().unwrap();
    let summary = |update: &Value| (id(update), update["message"]["text"].clone());
    updates.as_array().unwrap().iter().map(summary).collect()
}

#[tokio::test(start_paused = true)]
async fn a_bot_that_continues_polling_gets_pending_updates_again_and_new_ones() {
    let stage = Stage::new().await;
    let say = |text: &'static str| {
        stage.post("messages", json!({"bot": TOKEN, "from": stage.alice, "text": text}))
    };
    say("before").await;
    let snapshot = stage.emulator.snapshot().unwrap();
    say("after").await;
    let seen = asked(&stage, 0).await;
    let last = seen.last().unwrap().0;
    assert_eq!(seen.len(), 2);
    assert_eq!(asked(&stage, last + 1).await, []);
    let calls = stage.control(Method::GET, "updates", Value::Null).await;
    let newest = calls["updates"][1]["seq"].clone();

    stage.emulator.restore(&snapshot).unwrap();
    say("again").await;
    let expected = [(last + 1, json!("before")), (last + 2, json!("again"))];
    assert_eq!(asked(&stage, last + 1).await, expected);
    let given = stage.control(Method::GET, &format!("updates?after={newest}"), Value::Null).await;
    assert_eq!(given["updates"][0]["update"]["message"]["text"], "again");
}

#[tokio::test(start_paused = true)]
async fn calls_after_restoring_have_new_numbers() {
    let stage = Stage::new().await;
    let snapshot = stage.emulator.snapshot().unwrap();
    stage.call("getMe", json!({})).await.unwrap();
    let calls = stage.control(Method::GET, "calls", Value::Null).await;
    let seen = calls["calls"].as_array().unwrap().last().unwrap()["seq"].clone();
    stage.emulator.restore(&snapshot).unwrap();
    stage.call("getMe", json!({})).await.unwrap();
    let calls = stage.control(Method::GET, &format!("calls?after={seen}"), Value::Null).await;
    assert_eq!(calls["calls"].as_array().unwrap().len(), 1);
}
