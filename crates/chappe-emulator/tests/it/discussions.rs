//! Channels with a discussion group.

use http::Method;
use serde_json::{Value, json};

use crate::support::Stage;

/// A channel and its discussion group, both with Alice as the owner and with the bot.
async fn linked(stage: &Stage) -> (Value, Value) {
    let channel =
        json!({"type": "channel", "title": "News", "members": [stage.alice], "bots": [42]});
    let channel = stage.post("chats", channel).await["id"].clone();
    let group = json!({
        "type": "supergroup", "title": "Talk", "members": [stage.alice], "bots": [42],
        "linked_chat_id": channel,
    });
    let group = stage.post("chats", group).await["id"].clone();
    stage.updates().await;
    (channel, group)
}

/// Source: `Client::create_message`: the sender of an automatic forward is Telegram.
#[tokio::test]
async fn a_post_is_forwarded_to_the_discussion_group() {
    let stage = Stage::new().await;
    let (channel, group) = linked(&stage).await;
    for (id, other) in [(&channel, &group), (&group, &channel)] {
        let chat = stage.call("getChat", json!({"chat_id": id})).await.unwrap();
        assert_eq!(&chat["linked_chat_id"], other);
    }
    let text = json!({"chat_id": channel, "text": "/news of today"});
    let post = stage.call("sendMessage", text).await.unwrap();
    let updates = stage.updates().await;
    let copy = &updates[0]["message"];
    assert_eq!(
        copy,
        &json!({
            "message_id": copy["message_id"], "date": post["date"],
            "chat": {"id": group, "type": "supergroup", "title": "Talk"},
            "from": {"id": 777_000, "is_bot": false, "first_name": "Telegram"},
            "sender_chat": post["chat"], "is_automatic_forward": true,
            "forward_origin": {
                "type": "channel", "chat": post["chat"], "message_id": post["message_id"],
                "date": post["date"],
            },
            "text": "/news of today", "entities": post["entities"],
        }),
    );
    let edit = json!({"chat_id": channel, "message_id": post["message_id"], "text": "Old news"});
    stage.call("editMessageText", edit).await.unwrap();
    let updates = stage.updates().await;
    let edited = &updates[0]["edited_message"];
    let mut expected = copy.clone();
    expected.as_object_mut().unwrap().remove("entities");
    expected["text"] = json!("Old news");
    expected["edit_date"] = edited["edit_date"].clone();
    assert_eq!((edited, edited["edit_date"].is_i64()), (&expected, true));
}

#[tokio::test]
async fn people_post_too_and_service_messages_stay_in_the_channel() {
    let stage = Stage::new().await;
    let (channel, group) = linked(&stage).await;
    let body = json!({"from": stage.alice, "chat_id": channel, "text": "hi"});
    stage.post("messages", body).await;
    stage.call("setChatTitle", json!({"chat_id": channel, "title": "Old"})).await.unwrap();
    let shown = stage.get(&format!("messages?chat_id={group}")).await;
    let texts: Vec<&Value> =
        shown["messages"].as_array().unwrap().iter().map(|message| &message["text"]).collect();
    // The first message is that of the bot that was added.
    assert_eq!(texts, [&Value::Null, &json!("hi")]);
}

/// Source: Bot API, `Message.message_thread_id`: comments are in the thread of the post.
#[tokio::test]
async fn comments_are_in_the_thread_of_the_post() {
    let stage = Stage::new().await;
    let (channel, group) = linked(&stage).await;
    stage.call("sendMessage", json!({"chat_id": channel, "text": "news"})).await.unwrap();
    let thread = stage.updates().await[0]["message"]["message_id"].clone();
    let reply = |to: &Value| {
        json!({
            "from": stage.alice, "chat_id": group, "text": "really?",
            "reply_to_message_id": to,
        })
    };
    let comment = stage.post("messages", reply(&thread)).await;
    assert_eq!(comment["message_thread_id"], thread);
    let answer = json!({
        "chat_id": group, "text": "yes",
        "reply_parameters": {"message_id": comment["message_id"]},
    });
    let answer = stage.call("sendMessage", answer).await.unwrap();
    assert_eq!(
        (&answer["message_thread_id"], &answer["is_topic_message"]),
        (&thread, &Value::Null),
    );
    let aside = json!({"from": stage.alice, "chat_id": group, "text": "aside"});
    let aside = stage.post("messages", aside).await;
    let about = stage.post("messages", reply(&aside["message_id"])).await;
    assert_eq!(about["message_thread_id"], Value::Null);
}

#[tokio::test]
async fn copies_outlive_a_snapshot() {
    let stage = Stage::new().await;
    let (channel, _) = linked(&stage).await;
    let text = json!({"chat_id": channel, "text": "news"});
    let post = stage.call("sendMessage", text).await.unwrap();
    let snapshot = stage.get("snapshot").await;
    let other = Stage::new().await;
    other.control(Method::PUT, "snapshot", snapshot).await;
    other.updates().await;
    let edit = json!({"chat_id": channel, "message_id": post["message_id"], "text": "Old news"});
    other.call("editMessageText", edit).await.unwrap();
    assert_eq!(other.updates().await[0]["edited_message"]["text"], "Old news");
}

#[tokio::test]
async fn a_channel_is_linked_to_one_supergroup() {
    let stage = Stage::new().await;
    let (channel, group) = linked(&stage).await;
    let wrong = json!({"type": "channel", "linked_chat_id": channel});
    let (_, refused) = stage.request(Method::POST, "/emu/v1/chats", wrong).await;
    let why = "`linked_chat_id` links a channel and a supergroup";
    assert_eq!(refused["description"], why);
    let other = json!({
        "type": "supergroup", "members": [stage.alice], "bots": [42], "linked_chat_id": channel,
    });
    let other = stage.post("chats", other).await["id"].clone();
    let link = async |id: &Value| {
        stage.call("getChat", json!({"chat_id": id})).await.unwrap()["linked_chat_id"].clone()
    };
    let links = [link(&channel).await, link(&group).await, link(&other).await];
    assert_eq!(links, [other, Value::Null, channel]);
}
