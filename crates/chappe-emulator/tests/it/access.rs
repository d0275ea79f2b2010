//! What bots read and write in chats that they have left, and combinations of chats.

use http::Method;
use serde_json::{Value, json};

use crate::support::Stage;

/// The error of a call, without `Bad Request` for the others.
async fn error(stage: &Stage, method: &str, params: Value) -> Option<String> {
    stage.call(method, params).await.err().map(|(_, why)| why)
}

/// Source: `Client::check_chat_access`.
#[tokio::test]
async fn public_chats_are_readable_for_bots_that_have_left() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    for (kind, name) in [("supergroup", "pub_group"), ("channel", "pub_channel")] {
        let chat = json!({
            "type": kind, "title": "P", "username": name, "members": [stage.alice], "bots": [42],
        });
        let chat = stage.post("chats", chat).await["id"].as_i64().unwrap();
        let sent = stage.call("sendMessage", json!({"chat_id": chat, "text": "x"})).await.unwrap();
        stage.set_status(chat, "left").await;
        let get = stage.call("getChat", json!({"chat_id": format!("@{name}")})).await.unwrap();
        assert_eq!(get["id"], json!(chat));
        let count = stage.call("getChatMemberCount", json!({"chat_id": chat})).await;
        assert_eq!(count, Ok(json!(1)));
        let forward = json!({
            "chat_id": stage.alice, "from_chat_id": chat, "message_id": sent["message_id"],
        });
        assert_eq!(stage.call("forwardMessage", forward).await.unwrap()["text"], "x");
        let write = json!({"chat_id": chat, "text": "y"});
        let why = format!("Forbidden: bot is not a member of the {kind} chat");
        assert_eq!(error(&stage, "sendMessage", write).await, Some(why));
        let member = json!({"chat_id": chat, "user_id": stage.alice});
        let why =
            (kind == "channel").then(|| "Bad Request: member list is inaccessible".to_owned());
        assert_eq!(error(&stage, "getChatMember", member).await, why);
        stage.set_status(chat, "kicked").await;
        let why = format!("Forbidden: bot was kicked from the {kind} chat");
        assert_eq!(error(&stage, "getChat", json!({"chat_id": chat})).await, Some(why));
    }
}

/// Source: `Client::check_chat_access`.
#[tokio::test]
async fn groups_that_were_left_or_upgraded_are_readable() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let group = stage.chat("group").await;
    let sent = stage.call("sendMessage", json!({"chat_id": group, "text": "x"})).await.unwrap();
    let forward = json!({
        "chat_id": stage.alice, "from_chat_id": group, "message_id": sent["message_id"],
    });
    let get = json!({"chat_id": group});
    stage.set_status(group, "left").await;
    assert_eq!(error(&stage, "getChat", get.clone()).await, None);
    assert_eq!(error(&stage, "forwardMessage", forward.clone()).await, None);
    let left = Some("Forbidden: bot is not a member of the group chat".to_owned());
    assert_eq!(error(&stage, "getChatMemberCount", get.clone()).await, left);
    stage.set_status(group, "member").await;
    stage.post("migrations", get.clone()).await;
    assert_eq!(error(&stage, "getChat", get.clone()).await, None);
    assert_eq!(error(&stage, "forwardMessage", forward).await, None);
    let upgraded = Some("Bad Request: group chat was upgraded to a supergroup chat".to_owned());
    assert_eq!(error(&stage, "getChatAdministrators", get.clone()).await, upgraded);
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    let join = json!({"chat_id": group, "user": bob, "status": "member"});
    let (_, refused) = stage.request(Method::POST, "/emu/v1/members", join).await;
    assert_eq!(refused["description"], "the group became the supergroup -1001000000002");
}

/// Source: `Client::check_chat_access`, which does not ask whether a user has blocked the bot.
#[tokio::test]
async fn the_chat_of_a_user_who_blocked_the_bot_is_readable() {
    let stage = Stage::new().await;
    let hi = stage.send("hi").await;
    stage.post("blocks", json!({"from": stage.alice})).await;
    let chat = stage.call("getChat", json!({"chat_id": stage.alice})).await.unwrap();
    assert_eq!(chat["first_name"], "Alice");
    let group = stage.chat("group").await;
    let forward = json!({
        "chat_id": group, "from_chat_id": stage.alice, "message_id": hi["message_id"],
    });
    assert_eq!(error(&stage, "forwardMessage", forward).await, None);
    let blocked = Some("Forbidden: bot was blocked by the user".to_owned());
    let text = json!({"chat_id": stage.alice, "text": "x"});
    assert_eq!(error(&stage, "sendMessage", text).await, blocked);
}

/// Source: `can_send_message_content` and `MessagesManager::get_message_poll_id`.
#[tokio::test]
async fn channels_have_anonymous_polls_and_a_forwarded_poll_is_stopped_at_its_origin() {
    let stage = Stage::new().await;
    let (group, channel) = (stage.chat("supergroup").await, stage.chat("channel").await);
    let refused = "Bad Request: non-anonymous polls can't be sent to channel chats";
    let forward = async |is_anonymous: bool| {
        let poll = json!({
            "chat_id": group, "question": "?", "options": ["a", "b"],
            "is_anonymous": is_anonymous,
        });
        let poll = stage.call("sendPoll", poll).await.unwrap();
        let forward = json!({
            "chat_id": channel, "from_chat_id": group, "message_id": poll["message_id"],
        });
        (poll, stage.call("forwardMessage", forward).await)
    };
    assert_eq!(forward(false).await.1, Err((400, refused.to_owned())));
    let direct = json!({
        "chat_id": channel, "question": "?", "options": ["a", "b"], "is_anonymous": false,
    });
    assert_eq!(error(&stage, "sendPoll", direct).await, Some(refused.to_owned()));
    let (poll, forwarded) = forward(true).await;
    let stop = json!({"chat_id": channel, "message_id": forwarded.unwrap()["message_id"]});
    assert_eq!(stage.refusal("stopPoll", stop).await, "poll can't be stopped");
    let stop = json!({"chat_id": group, "message_id": poll["message_id"]});
    assert_eq!(stage.call("stopPoll", stop).await.unwrap()["is_closed"], true);
}

/// Source: `Client::TdOnGetChatPinnedMessageToUnpinCallback`.
#[tokio::test]
async fn without_a_pinned_message_there_is_nothing_to_unpin() {
    let stage = Stage::new().await;
    let hi = stage.send("hi").await;
    let chat = json!({"chat_id": stage.alice});
    let at = json!({"chat_id": stage.alice, "message_id": hi["message_id"]});
    stage.call("pinChatMessage", at.clone()).await.unwrap();
    stage.call("deleteMessage", at).await.unwrap();
    let refused = stage.refusal("unpinChatMessage", chat).await;
    assert_eq!(refused, "message to unpin not found");
}
