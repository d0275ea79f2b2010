//! Ephemeral messages.

use serde_json::{Value, json};

use crate::support::{Stage, file_url};

/// What a user sees of ephemeral messages in a chat.
async fn seen(stage: &Stage, chat: i64, user: i64) -> Value {
    let path = format!("ephemeral_messages?chat_id={chat}&user={user}");
    stage.get(&path).await["messages"].take()
}

fn to(chat: i64, receiver: i64, text: &str) -> Value {
    json!({
        "chat_id": chat, "text": text,
        "ephemeral_message_parameters": {"receiver_user_id": receiver},
    })
}

#[tokio::test]
async fn only_the_receiver_sees_an_ephemeral_message() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].as_i64().unwrap();
    stage.post("members", json!({"chat_id": group, "user": bob, "status": "member"})).await;
    let sent = stage.call("sendMessage", to(group, stage.alice, "psst")).await.unwrap();
    let alice = json!({"id": stage.alice, "is_bot": false, "first_name": "Alice"});
    assert_eq!(
        (&sent["message_id"], &sent["receiver_user"], &sent["text"]),
        (&json!(0), &alice, &json!("psst")),
    );
    assert_eq!(seen(&stage, group, stage.alice).await, json!([sent]));
    assert_eq!(seen(&stage, group, bob).await, json!([]));
    let messages = stage.get(&format!("messages?chat_id={group}")).await;
    let texts = messages["messages"].as_array().unwrap().iter();
    assert!(texts.map(|message| &message["text"]).all(Value::is_null));
}

#[tokio::test]
async fn an_ephemeral_message_is_edited_and_deleted() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    let sent = stage.call("sendMessage", to(group, stage.alice, "psst")).await.unwrap();
    let at = |more: Value| {
        let mut params = json!({
            "chat_id": group, "receiver_user_id": stage.alice,
            "ephemeral_message_id": sent["ephemeral_message_id"],
        });
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    let button = json!([[{"text": "A", "callback_data": "a"}]]);
    let keyboard = json!({"reply_markup": {"inline_keyboard": button}});
    let calls = [
        ("editEphemeralMessageText", at(json!({"text": "<b>hi</b>", "parse_mode": "HTML"}))),
        ("editEphemeralMessageReplyMarkup", at(keyboard.clone())),
    ];
    for (method, params) in calls {
        assert_eq!(stage.call(method, params).await, Ok(json!(true)), "{method}");
    }
    let messages = seen(&stage, group, stage.alice).await;
    assert_eq!(
        (&messages[0]["text"], &messages[0]["entities"][0]["type"], &messages[0]["reply_markup"]),
        (&json!("hi"), &json!("bold"), &keyboard["reply_markup"]),
    );
    let refused = stage.refusal("editEphemeralMessageCaption", at(json!({"caption": "a"}))).await;
    assert_eq!(refused, "there is no caption in the message to edit");
    let media = json!({"media": {"type": "photo", "media": file_url("photo"), "caption": "c"}});
    assert_eq!(stage.call("editEphemeralMessageMedia", at(media)).await, Ok(json!(true)));
    let caption = at(json!({"caption": "d"}));
    assert_eq!(stage.call("editEphemeralMessageCaption", caption).await, Ok(json!(true)));
    let messages = seen(&stage, group, stage.alice).await;
    assert_eq!((&messages[0]["text"], &messages[0]["caption"]), (&Value::Null, &json!("d")));
    assert_eq!(stage.call("deleteEphemeralMessage", at(json!({}))).await, Ok(json!(true)));
    assert_eq!(seen(&stage, group, stage.alice).await, json!([]));
    let refused = stage.refusal("deleteEphemeralMessage", at(json!({}))).await;
    assert_eq!(refused, "MESSAGE_ID_INVALID");
}

#[tokio::test]
async fn an_ephemeral_message_replaces_the_one_whose_button_was_pressed() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    let keyboard = json!({"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]});
    let send = json!({"chat_id": group, "text": "press", "reply_markup": keyboard});
    let sent = stage.call("sendMessage", send).await.unwrap();
    let press = json!({
        "from": stage.alice, "chat_id": group, "message_id": sent["message_id"], "data": "a",
    });
    let query = stage.post("presses", press).await["callback_query_id"].clone();
    let mut answer = to(group, stage.alice, "yours");
    answer["ephemeral_message_parameters"]["callback_query_id"] = query;
    answer["ephemeral_message_parameters"]["replace_callback_query_message"] = json!(true);
    stage.call("sendMessage", answer.clone()).await.unwrap();
    let messages = seen(&stage, group, stage.alice).await;
    assert_eq!(messages[0]["replaces_message_id"], sent["message_id"]);
    stage.post("clock", json!({"advance": 16})).await;
    assert_eq!(stage.refusal("sendMessage", answer).await, "QUERY_ID_INVALID");
}

#[tokio::test]
async fn a_button_of_an_ephemeral_message_is_pressed() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    stage.updates().await;
    let mut send = to(group, stage.alice, "choose");
    send["reply_markup"] = json!({"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]});
    let sent = stage.call("sendMessage", send).await.unwrap();
    let press = json!({
        "from": stage.alice, "chat_id": group, "data": "a",
        "ephemeral_message_id": sent["ephemeral_message_id"],
    });
    let pressed = stage.post("ephemeral_presses", press).await;
    let query = &stage.updates().await[0]["callback_query"];
    assert_eq!(
        (&query["id"], &query["message"], &query["data"]),
        (&pressed["callback_query_id"], &sent, &json!("a")),
    );
    let answer = json!({"callback_query_id": query["id"], "text": "ok"});
    assert_eq!(stage.call("answerCallbackQuery", answer).await, Ok(json!(true)));
}

#[tokio::test]
async fn ephemeral_messages_are_for_members_of_groups() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let group = stage.chat("supergroup").await;
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].as_i64().unwrap();
    let table = [
        (to(stage.alice, stage.alice, "a"), "PEER_ID_INVALID"),
        (to(group, bob, "a"), "USER_NOT_PARTICIPANT"),
        (to(group, 42, "a"), "USER_NOT_PARTICIPANT"),
    ];
    for (params, why) in table {
        assert_eq!(stage.refusal("sendMessage", params).await, why);
    }
}

#[tokio::test]
async fn each_kind_of_button_works_in_an_ephemeral_message() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    stage.set_status(group, "administrator").await;
    let mut send = to(group, stage.alice, "a");
    send["reply_markup"] = json!({"inline_keyboard": [[
        {"text": "site", "url": "https://example.org/"},
        {"text": "copy", "copy_text": {"text": "A-1"}},
    ]]});
    let sent = stage.call("sendMessage", send).await.unwrap();
    let press = |column: i64| {
        json!({
            "from": stage.alice, "chat_id": group, "button": [0, column],
            "ephemeral_message_id": sent["ephemeral_message_id"],
        })
    };
    let url = stage.post("ephemeral_presses", press(0)).await;
    assert_eq!(url, json!({"type": "url", "url": "https://example.org/"}));
    let copied = stage.post("ephemeral_presses", press(1)).await;
    assert_eq!(copied, json!({"type": "copy", "text": "A-1"}));
}
