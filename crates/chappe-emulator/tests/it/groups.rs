//! Groups, channels, buttons and edits.

use http::Method;
use serde_json::{Value, json};

use crate::support::Stage;

/// The kinds of updates.
fn kinds(updates: &[Value]) -> Vec<&str> {
    let kind = |update: &'_ Value| -> String {
        update.as_object().unwrap().keys().find(|name| *name != "update_id").unwrap().clone()
    };
    let known = [
        "message",
        "edited_message",
        "channel_post",
        "my_chat_member",
        "callback_query",
        "chat_member",
    ];
    updates
        .iter()
        .map(|update| known.into_iter().find(|known| *known == kind(update)).unwrap_or("another"))
        .collect()
}

#[tokio::test]
async fn a_bot_receives_the_messages_of_its_groups() {
    let stage = Stage::new().await;
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].as_i64().unwrap();
    let members = json!([stage.alice, bob]);
    let group = stage
        .post(
            "chats",
            json!({"type": "supergroup", "title": "G", "members": members, "bots": [42]}),
        )
        .await["id"]
        .as_i64()
        .unwrap();
    stage.post("messages", json!({"from": bob, "chat_id": group, "text": "hello all"})).await;
    let updates = stage.updates().await;
    assert_eq!(kinds(&updates), ["my_chat_member", "message", "message"]);
    assert_eq!(updates[2]["message"]["chat"]["id"], json!(group));
    let count = stage.call("getChatMemberCount", json!({"chat_id": group})).await;
    assert_eq!(count, Ok(json!(3)));
    let refused = stage.call("banChatMember", json!({"chat_id": group, "user_id": bob})).await;
    assert_eq!(
        refused.unwrap_err().1,
        "Bad Request: not enough rights to restrict/unrestrict chat member"
    );
    stage.post("members", json!({"chat_id": group, "user": 42, "status": "administrator"})).await;
    let banned = stage.call("banChatMember", json!({"chat_id": group, "user_id": bob})).await;
    assert_eq!(banned, Ok(json!(true)));
    let member =
        stage.call("getChatMember", json!({"chat_id": group, "user_id": bob})).await.unwrap();
    assert_eq!(member["status"], "kicked");
    stage.post("members", json!({"chat_id": group, "user": 42, "status": "kicked"})).await;
    let refused = stage.call("sendMessage", json!({"chat_id": group, "text": "x"})).await;
    assert_eq!(
        refused.unwrap_err(),
        (403, "Forbidden: bot was kicked from the supergroup chat".to_owned()),
    );
}

#[tokio::test]
async fn messages_of_channels_are_posts() {
    let stage = Stage::new().await;
    let body = json!({"type": "channel", "title": "News", "members": [stage.alice], "bots": [42]});
    let channel = stage.post("chats", body).await["id"].as_i64().unwrap();
    stage.post("messages", json!({"from": stage.alice, "chat_id": channel, "text": "news"})).await;
    let updates = stage.updates().await;
    assert_eq!(kinds(&updates), ["my_chat_member", "channel_post"]);
    assert_eq!(updates[1]["channel_post"]["sender_chat"]["id"], json!(channel));
    let id = &updates[1]["channel_post"]["message_id"];
    let edit = json!({"from": stage.alice, "chat_id": channel, "message_id": id, "text": "new"});
    stage.control(Method::PATCH, "messages", edit).await;
    assert_eq!(stage.updates().await[0]["edited_channel_post"]["text"], "new");
}

#[tokio::test]
async fn a_button_is_pressed_answered_and_removed_by_an_edit() {
    let stage = Stage::new().await;
    stage.send("/start").await;
    stage.updates().await;
    let keyboard = json!({"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]});
    let params = json!({"chat_id": stage.alice, "text": "Sure?", "reply_markup": keyboard});
    let sent = stage.call("sendMessage", params).await.unwrap();
    let id = sent["message_id"].as_i64().unwrap();
    let press =
        json!({"from": stage.alice, "chat_id": stage.alice, "message_id": id, "button": [0, 0]});
    let query = stage.post("presses", press).await["callback_query_id"].clone();
    let updates = stage.updates().await;
    assert_eq!(updates[0]["callback_query"]["data"], "y");
    assert_eq!(updates[0]["callback_query"]["message"]["reply_markup"], keyboard);
    let answer = json!({"callback_query_id": query, "text": "Noted", "show_alert": true});
    stage.call("answerCallbackQuery", answer.clone()).await.unwrap();
    let path = format!("answers?callback_query_id={}", query.as_str().unwrap());
    assert_eq!(stage.get(&path).await, json!({"text": "Noted", "show_alert": true}));
    assert!(stage.call("answerCallbackQuery", answer).await.is_err(), "once only");
    let edit = json!({"chat_id": stage.alice, "message_id": id, "text": "You are sure."});
    let edited = stage.call("editMessageText", edit).await.unwrap();
    assert_eq!((&edited["text"], &edited["reply_markup"]), (&json!("You are sure."), &Value::Null));
}

#[tokio::test]
async fn edits_of_users_are_updates_and_deletions_are_not() {
    let stage = Stage::new().await;
    let sent = stage.send("before").await["message_id"].clone();
    let edit =
        json!({"from": stage.alice, "chat_id": stage.alice, "message_id": sent, "text": "/after"});
    stage.control(Method::PATCH, "messages", edit).await;
    let updates = stage.updates().await;
    assert_eq!(kinds(&updates), ["message", "edited_message"]);
    assert_eq!(updates[1]["edited_message"]["entities"][0]["type"], "bot_command");
    let group = stage.chat("group").await;
    let edit = json!({"from": stage.alice, "chat_id": group, "message_id": 1, "text": "x"});
    let (_, refused) = stage.request(Method::PATCH, "/emu/v1/messages", edit).await;
    assert_eq!(refused["description"], "a service message cannot be edited");
    let delete = json!({"from": stage.alice, "chat_id": stage.alice, "message_id": sent});
    stage.control(Method::DELETE, "messages", delete).await;
    let left = stage.get(&format!("messages?chat_id={}", stage.alice)).await;
    assert_eq!(left["messages"], json!([]));
}

#[tokio::test]
async fn messages_are_forwarded_copied_and_pinned() {
    let stage = Stage::new().await;
    let id = stage.send("hello").await["message_id"].clone();
    let both = json!({"chat_id": stage.alice, "from_chat_id": stage.alice, "message_id": id});
    let forwarded = stage.call("forwardMessage", both.clone()).await.unwrap();
    assert_eq!(forwarded["text"], "hello");
    assert_eq!(forwarded["forward_origin"]["sender_user"]["id"], json!(stage.alice));
    let copied = stage.call("copyMessage", both).await.unwrap();
    assert_eq!(copied.as_object().unwrap().keys().collect::<Vec<_>>(), ["message_id"]);
    let pin = json!({"chat_id": stage.alice, "message_id": id});
    assert_eq!(stage.call("pinChatMessage", pin.clone()).await, Ok(json!(true)));
    let pinned = async || {
        let chat = stage.call("getChat", json!({"chat_id": stage.alice})).await.unwrap();
        chat["pinned_message"]["message_id"].clone()
    };
    assert_eq!(pinned().await, id);
    assert_eq!(stage.call("unpinChatMessage", pin).await, Ok(json!(true)));
    assert_eq!(pinned().await, Value::Null);
}

#[tokio::test]
async fn administrators_receive_changes_of_members_on_request() {
    let stage = Stage::new().await;
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    let group = stage.chat("supergroup").await;
    let joins = |status: &str| json!({"chat_id": group, "user": bob, "status": status});
    stage.updates().await;
    let question = json!({"allowed_updates": ["chat_member"], "offset": -1});
    stage.call("getUpdates", question).await.unwrap();
    stage.post("members", joins("member")).await;
    stage.set_status(group, "administrator").await;
    stage.post("members", joins("left")).await;
    let updates = stage.updates().await;
    assert_eq!(kinds(&updates), ["chat_member"]);
    let change = &updates[0]["chat_member"];
    assert_eq!(
        (&change["old_chat_member"]["status"], &change["new_chat_member"]["status"]),
        (&json!("member"), &json!("left")),
    );
}

#[tokio::test]
async fn a_bot_receives_its_own_pins_and_titles() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    stage.set_status(group, "administrator").await;
    let sent = stage.call("sendMessage", json!({"chat_id": group, "text": "x"})).await.unwrap();
    stage.updates().await;
    let pin = json!({"chat_id": group, "message_id": sent["message_id"]});
    stage.call("pinChatMessage", pin).await.unwrap();
    stage.call("setChatTitle", json!({"chat_id": group, "title": "New"})).await.unwrap();
    let updates = stage.updates().await;
    assert_eq!(kinds(&updates), ["message", "message"]);
    assert_eq!(updates[0]["message"]["pinned_message"]["text"], "x");
    assert_eq!(updates[1]["message"]["new_chat_title"], "New");
    let chat = stage.call("getChat", json!({"chat_id": group})).await.unwrap();
    assert_eq!((&chat["title"], &chat["pinned_message"]["text"]), (&json!("New"), &json!("x")));
}

#[tokio::test]
async fn members_are_restricted_within_the_rights_of_the_bot() {
    let stage = Stage::new().await;
    let (bob, eve) = (
        stage.post("users", json!({"first_name": "Bob"})).await["id"].clone(),
        stage.post("users", json!({"first_name": "Eve"})).await["id"].clone(),
    );
    let group = stage.chat("supergroup").await;
    stage.set_status(group, "administrator").await;
    for (user, status) in [(&bob, "administrator"), (&eve, "member")] {
        stage.post("members", json!({"chat_id": group, "user": user, "status": status})).await;
    }
    let of = |user: &Value| json!({"chat_id": group, "user_id": user});
    let table = [
        (of(&json!(stage.alice)), "can't remove chat owner"),
        (of(&bob), "user is an administrator of the chat"),
        (of(&json!(42)), "can't restrict self"),
    ];
    for (params, why) in table {
        assert_eq!(stage.refusal("banChatMember", params).await, why);
    }
    let lenient = json!({"chat_id": group, "user_id": eve, "only_if_banned": true});
    assert_eq!(stage.call("unbanChatMember", lenient).await, Ok(json!(true)));
    let status = async || stage.call("getChatMember", of(&eve)).await.unwrap()["status"].clone();
    assert_eq!(status().await, "member");
    stage.call("unbanChatMember", of(&eve)).await.unwrap();
    assert_eq!(status().await, "left");
    let small = stage.chat("group").await;
    stage.set_status(small, "administrator").await;
    let restrict = json!({"chat_id": small, "user_id": eve, "permissions": {}});
    assert_eq!(
        stage.refusal("restrictChatMember", restrict).await,
        "method is available only for supergroups",
    );
}

#[tokio::test]
async fn a_bot_that_is_removed_receives_the_message_about_it() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    stage.updates().await;
    stage.set_status(group, "kicked").await;
    let body = json!({"from": stage.alice, "chat_id": group, "text": "unheard"});
    stage.post("messages", body).await;
    let updates = stage.updates().await;
    assert_eq!(kinds(&updates), ["my_chat_member", "message"]);
    assert_eq!(updates[0]["my_chat_member"]["new_chat_member"]["status"], "kicked");
    assert_eq!(updates[1]["message"]["left_chat_member"]["id"], 42);
}
