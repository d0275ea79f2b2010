//! Who sees, and who acts, in private groups and channels.

use http::Method;
use serde_json::{Value, json};

use crate::support::Stage;

/// What Bob's actions on a message with a button and on a poll are refused with.
async fn refusals(stage: &Stage, bob: &Value, chat: &Value) -> Vec<Option<String>> {
    let keyboard = json!({"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]});
    let send = json!({"chat_id": chat, "text": "?", "reply_markup": keyboard});
    let message = stage.call("sendMessage", send).await.unwrap()["message_id"].clone();
    let poll = json!({"chat_id": chat, "question": "?", "options": ["a", "b"]});
    let poll = stage.call("sendPoll", poll).await.unwrap()["message_id"].clone();
    let bodies = [
        ("messages", json!({"from": bob, "chat_id": chat, "text": "hi"})),
        ("presses", json!({"from": bob, "chat_id": chat, "message_id": message, "data": "a"})),
        (
            "reactions",
            json!({"from": bob, "chat_id": chat, "message_id": message, "reaction": ["👍"]}),
        ),
        ("votes", json!({"from": bob, "chat_id": chat, "message_id": poll, "options": [0]})),
    ];
    let mut refusals = Vec::new();
    for (path, body) in bodies {
        let path = format!("/emu/v1/{path}");
        let (_, answer) = stage.request(Method::POST, &path, body).await;
        refusals.push(answer["description"].as_str().map(str::to_owned));
    }
    refusals
}

#[tokio::test]
async fn people_outside_of_a_private_group_do_not_act_there() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    let create = async |username: Option<&str>| {
        let chat = json!({
            "type": "supergroup", "title": "G", "username": username,
            "members": [stage.alice], "bots": [42],
        });
        stage.post("chats", chat).await["id"].clone()
    };
    let private = create(None).await;
    let why = format!(
        "Bob ({bob}) is not in \"G\" ({private}), which is private; `POST members` adds Bob ({bob})"
    );
    assert_eq!(refusals(&stage, &bob, &private).await, vec![Some(why); 4]);
    let public = create(Some("people")).await;
    assert_eq!(refusals(&stage, &bob, &public).await, vec![None; 4]);
    let join = json!({"chat_id": private, "user": bob, "status": "member"});
    stage.post("members", join).await;
    assert_eq!(refusals(&stage, &bob, &private).await, vec![None; 4]);
    let ban = json!({"chat_id": private, "user": bob, "status": "kicked"});
    stage.post("members", ban).await;
    let why = format!("Bob ({bob}) is banned from \"G\" ({private})");
    assert_eq!(refusals(&stage, &bob, &private).await, vec![Some(why); 4]);
}

#[tokio::test]
async fn readers_of_a_channel_write_in_its_discussion_group() {
    let stage = Stage::new().await;
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    let group = json!({"type": "supergroup", "title": "G", "members": [stage.alice]});
    let group = stage.post("chats", group).await["id"].clone();
    let channel = json!({
        "type": "channel", "title": "News", "username": "news", "members": [stage.alice],
        "linked_chat_id": group,
    });
    stage.post("chats", channel).await;
    let comment = json!({"from": bob, "chat_id": group, "text": "hi"});
    assert_eq!(stage.post("messages", comment).await["text"], "hi");
}
