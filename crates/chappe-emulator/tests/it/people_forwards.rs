//! Albums, forwards and pins of users.

use http::Method;
use serde_json::{Value, json};

use crate::{people_messages::refused, support::Stage};

fn ids(messages: &Value) -> Vec<Value> {
    let messages = messages["messages"].as_array().unwrap().iter();
    messages.map(|message| message["message_id"].clone()).collect()
}

#[tokio::test]
async fn an_album_of_a_user_is_one_group_also_when_it_is_forwarded() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    let item = |kind: &str| json!({"type": kind, "file": "YQ=="});
    let album = json!({"from": stage.alice, "media": [item("photo"), item("video")]});
    let sent = stage.post("albums", album).await;
    let groups = |sent: &Value| {
        let messages = sent["messages"].as_array().unwrap().iter();
        messages.map(|message| message["media_group_id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(groups(&sent), [json!("1"), json!("1")]);
    let updates = stage.updates().await;
    let received: Vec<_> = updates.iter().map(|update| update["message"].clone()).collect();
    assert_eq!(json!(received[received.len() - 2..]), sent["messages"]);
    let forward = json!({
        "from": stage.alice, "from_chat_id": stage.alice, "message_ids": ids(&sent),
        "chat_id": group,
    });
    assert_eq!(groups(&stage.post("forwards", forward).await), [json!("2"), json!("2")]);
    let mixed = json!({"from": stage.alice, "media": [item("photo"), item("document")]});
    let single = json!({"from": stage.alice, "media": [item("photo")]});
    for (album, why) in [
        (mixed, "an album has photos and videos, or only documents, or only audio files"),
        (single, "an album has 2 to 10 media"),
    ] {
        assert_eq!(refused(&stage, Method::POST, "albums", album).await, why);
    }
}

/// Client.cpp: `JsonMessageOrigin`.
#[tokio::test]
async fn forwards_have_the_origin_of_their_source() {
    let stage = Stage::new().await;
    let (group, channel) = (stage.chat("supergroup").await, stage.chat("channel").await);
    let write = |chat: i64, sender: Value| json!({"from": stage.alice, "chat_id": chat, "text": "hi", "sender_chat_id": sender});
    let forward = |chat: i64, id: &Value| json!({"from": stage.alice, "from_chat_id": chat, "message_ids": [id], "bot": 42});
    let alice = stage.send("hi").await;
    let date = alice["date"].clone();
    let in_group = stage.post("messages", write(group, Value::Null)).await;
    let as_channel = stage.post("messages", write(group, json!(channel))).await;
    let post = stage.post("messages", write(channel, Value::Null)).await;
    let table = [
        (group, &in_group, json!({"type": "user", "sender_user": alice["from"], "date": date})),
        (group, &as_channel, json!({"type": "chat", "sender_chat": post["chat"], "date": date})),
        (
            channel,
            &post,
            json!({
                "type": "channel", "chat": post["chat"], "message_id": post["message_id"],
                "date": date,
            }),
        ),
    ];
    let mut forwarded = Vec::new();
    for (chat, message, origin) in table {
        let sent = stage.post("forwards", forward(chat, &message["message_id"])).await;
        assert_eq!(sent["messages"][0]["forward_origin"], origin);
        forwarded.push((sent["messages"][0]["message_id"].clone(), origin));
    }
    for (id, origin) in forwarded {
        let again = stage.post("forwards", forward(stage.alice, &id)).await;
        assert_eq!(again["messages"][0]["forward_origin"], origin, "the first origin is kept");
    }
    stage.post("privacy", json!({"from": stage.alice, "hide_in_forwards": true})).await;
    let hidden = json!({"type": "hidden_user", "sender_user_name": "Alice", "date": date});
    let sent = stage.post("forwards", forward(group, &in_group["message_id"])).await;
    assert_eq!(sent["messages"][0]["forward_origin"], hidden);
    let by_bot = json!({
        "chat_id": stage.alice, "from_chat_id": group, "message_id": in_group["message_id"],
    });
    let by_bot = stage.call("forwardMessage", by_bot).await.unwrap();
    assert_eq!(by_bot["forward_origin"], hidden);
    let mut copy = forward(group, &in_group["message_id"]);
    copy["hide_sender"] = json!(true);
    let copy = stage.post("forwards", copy).await["messages"][0].clone();
    assert_eq!((copy.get("forward_origin"), &copy["text"]), (None, &json!("hi")));
}

#[tokio::test]
async fn what_is_protected_or_out_of_sight_is_not_forwarded() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    let secret = json!({"chat_id": group, "text": "s", "protect_content": true});
    let secret = stage.call("sendMessage", secret).await.unwrap()["message_id"].clone();
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    let forward = |from: &Value, ids: Value| json!({"from": from, "from_chat_id": group, "message_ids": ids, "bot": 42});
    let alice = json!(stage.alice);
    let table = [
        (forward(&alice, json!([secret])), "a protected message cannot be forwarded"),
        (forward(&alice, json!([1])), "a service message cannot be forwarded"),
        (forward(&alice, json!([77])), "there is no such message"),
        (forward(&alice, json!([])), "1 to 100 messages are forwarded together"),
        (forward(&bob, json!([secret])), r#"Bob (100000002) is not in "G" (-1001000000001)"#),
    ];
    for (body, why) in table {
        assert_eq!(refused(&stage, Method::POST, "forwards", body).await, why);
    }
    // A forward belongs to its sender, but no user edits it.
    let text = json!({"from": alice, "chat_id": group, "text": "a"});
    let text = stage.post("messages", text).await["message_id"].clone();
    let sent = stage.post("forwards", forward(&alice, json!([text]))).await;
    let edit = json!({
        "from": alice, "message_id": sent["messages"][0]["message_id"], "text": "b",
    });
    let why = refused(&stage, Method::PATCH, "messages", edit).await;
    assert_eq!(why, "a forwarded message cannot be edited");
}

/// Client.cpp: `messagePinMessage`; `Client::process_get_chat_query`.
#[tokio::test]
async fn pins_of_users_are_service_messages_and_the_pinned_message_of_the_chat() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    let text = json!({"from": stage.alice, "chat_id": group, "text": "rules"});
    let text = stage.post("messages", text).await;
    stage.updates().await;
    let pin =
        |from: &Value| json!({"from": from, "chat_id": group, "message_id": text["message_id"]});
    let pinned = stage.post("pins", pin(&json!(stage.alice))).await["message"].clone();
    assert_eq!((&pinned["pinned_message"], &pinned["from"]["id"]), (&text, &json!(stage.alice)));
    assert_eq!(stage.updates().await.pop().unwrap()["message"], pinned);
    let chat = || stage.call("getChat", json!({"chat_id": group}));
    assert_eq!(chat().await.unwrap()["pinned_message"], text);
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    stage.post("members", json!({"chat_id": group, "user": bob, "status": "member"})).await;
    for method in [Method::POST, Method::DELETE] {
        let why = refused(&stage, method, "pins", pin(&bob)).await;
        assert_eq!(why, r#"Bob (100000002) may not pin messages in "G" (-1001000000001)"#);
    }
    stage.control(Method::DELETE, "pins", pin(&json!(stage.alice))).await;
    assert_eq!(chat().await.unwrap().get("pinned_message"), None);
    let again = refused(&stage, Method::DELETE, "pins", pin(&json!(stage.alice))).await;
    assert_eq!(again, "the message is not pinned");
}

#[tokio::test]
async fn a_snapshot_keeps_the_privacy_and_the_quizzes_of_users() {
    let before = Stage::new().await;
    before.post("privacy", json!({"from": before.alice, "hide_in_forwards": true})).await;
    let quiz = json!({
        "question": "?", "options": ["a", "b"], "type": "quiz", "correct_option_ids": [1],
    });
    let quiz = before.post("messages", json!({"from": before.alice, "poll": quiz})).await;
    let snapshot = before.get("snapshot").await;
    let after = Stage::new().await;
    after.control(Method::PUT, "snapshot", snapshot).await;
    let forward = json!({
        "from": after.alice, "from_chat_id": after.alice, "message_ids": [quiz["message_id"]],
    });
    let forwarded = after.post("forwards", forward).await["messages"][0].clone();
    assert_eq!(forwarded["forward_origin"]["type"], "hidden_user");
    let close = json!({"from": after.alice, "message_id": quiz["message_id"], "is_closed": true});
    let closed = after.control(Method::PATCH, "messages", close).await;
    assert_eq!(closed["poll"]["correct_option_ids"], json!([1]));
}
