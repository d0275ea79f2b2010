//! Albums, forwards and copies.

use serde_json::{Value, json};

use crate::support::{Stage, file_url};

fn item(kind: &str) -> Value {
    json!({"type": kind, "media": file_url(kind)})
}

/// Sends an album to Alice. Returns its messages.
async fn album(stage: &Stage, kinds: &[&str]) -> Vec<Value> {
    let media: Vec<Value> = kinds.iter().map(|kind| item(kind)).collect();
    let params = json!({"chat_id": stage.alice, "media": media});
    stage.call("sendMediaGroup", params).await.unwrap().as_array().unwrap().clone()
}

#[tokio::test]
async fn an_album_has_up_to_ten_items_of_compatible_kinds() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let table: [(&[&str], &str); 5] = [
        (&[], "there are no messages to send"),
        (&["photo"; 11], "too many messages to send as an album"),
        (&["photo", "document"], "document can't be mixed with other media types"),
        (&["audio", "video"], "audio can't be mixed with other media types"),
        (&["document", "audio"], "document can't be mixed with other media types"),
    ];
    for (kinds, why) in table {
        let media: Vec<Value> = kinds.iter().map(|kind| item(kind)).collect();
        let params = json!({"chat_id": stage.alice, "media": media});
        assert_eq!(stage.refusal("sendMediaGroup", params).await, why, "{kinds:?}");
    }
    let path = format!("messages?chat_id={}", stage.alice);
    assert_eq!(stage.get(&path).await["messages"].as_array().unwrap().len(), 1, "nothing is sent");
    let sent = album(&stage, &["photo", "video", "photo"]).await;
    let groups: Vec<&Value> = sent.iter().map(|message| &message["media_group_id"]).collect();
    assert!(groups[0].is_string() && groups.iter().all(|group| *group == groups[0]), "{groups:?}");
}

#[tokio::test]
async fn a_forwarded_or_copied_album_stays_an_album() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let sent = album(&stage, &["photo", "photo"]).await;
    let mut ids: Vec<i64> = sent.iter().map(|m| m["message_id"].as_i64().unwrap()).collect();
    ids.push(ids[1] + 1000);
    for method in ["forwardMessages", "copyMessages"] {
        let params =
            json!({"chat_id": stage.alice, "from_chat_id": stage.alice, "message_ids": ids});
        let made = stage.call(method, params).await.unwrap();
        let made = made.as_array().unwrap();
        assert_eq!(made.len(), 2, "{method}: missing messages are skipped");
        let after = made[0]["message_id"].as_i64().unwrap() - 1;
        let path = format!("messages?chat_id={}&after={after}", stage.alice);
        let messages = stage.get(&path).await["messages"].clone();
        let group = &messages[0]["media_group_id"];
        assert!(group.is_string() && *group != sent[0]["media_group_id"], "{method}: {group}");
        assert_eq!(messages[1]["media_group_id"], *group, "{method}");
        let alone = json!({
            "chat_id": stage.alice, "from_chat_id": stage.alice, "message_ids": [ids[0]],
        });
        let made = stage.call(method, alone).await.unwrap();
        let after = made[0]["message_id"].as_i64().unwrap() - 1;
        let path = format!("messages?chat_id={}&after={after}", stage.alice);
        let message = stage.get(&path).await["messages"][0].clone();
        assert_eq!((&message["media_group_id"], message["photo"].is_array()), (&Value::Null, true));
    }
}

#[tokio::test]
async fn messages_that_cannot_be_forwarded_or_copied_are_refused() {
    let stage = Stage::new().await;
    let hello = stage.send("hello").await["message_id"].as_i64().unwrap();
    let alice = stage.alice;
    let protected = json!({"chat_id": alice, "text": "x", "protect_content": true});
    let protected = stage.call("sendMessage", protected).await.unwrap()["message_id"].clone();
    stage.call("pinChatMessage", json!({"chat_id": alice, "message_id": hello})).await.unwrap();
    let path = format!("messages?chat_id={alice}&after={protected}");
    let pinned = stage.get(&path).await["messages"][0]["message_id"].clone();
    let of = |id: &Value| json!({"chat_id": alice, "from_chat_id": alice, "message_id": id});
    for id in [&protected, &pinned] {
        assert_eq!(stage.refusal("forwardMessage", of(id)).await, "message can't be forwarded");
        assert_eq!(stage.refusal("copyMessage", of(id)).await, "message can't be copied");
    }
    let many = |ids: Value| json!({"chat_id": alice, "from_chat_id": alice, "message_ids": ids});
    let table = [
        (many(json!([])), "message identifiers are not specified"),
        (many(json!([2, 1])), "message identifiers must be in a strictly increasing order"),
        (many((1..=101).collect()), "too many message identifiers specified"),
    ];
    for (params, why) in table {
        assert_eq!(stage.refusal("copyMessages", params).await, why);
    }
}

#[tokio::test]
async fn captions_of_copies_can_be_replaced_or_removed() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let photo = json!({"chat_id": stage.alice, "photo": file_url("photo"), "caption": "old"});
    let photo = stage.call("sendPhoto", photo).await.unwrap()["message_id"].clone();
    let last = async |id: Value| {
        let path = format!("messages?chat_id={}&after={}", stage.alice, id.as_i64().unwrap() - 1);
        stage.get(&path).await["messages"][0]["caption"].clone()
    };
    let both = |more: Value| {
        let mut params = json!({"chat_id": stage.alice, "from_chat_id": stage.alice});
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    let copy = both(json!({"message_id": photo, "caption": "new"}));
    let copied = stage.call("copyMessage", copy).await.unwrap();
    assert_eq!(last(copied["message_id"].clone()).await, "new");
    let long = both(json!({"message_id": photo, "caption": "x".repeat(1025)}));
    assert_eq!(stage.refusal("copyMessage", long).await, "message caption is too long");
    let bare = both(json!({"message_ids": [photo], "remove_caption": true}));
    let copied = stage.call("copyMessages", bare).await.unwrap();
    assert_eq!(last(copied[0]["message_id"].clone()).await, Value::Null);
}
