//! Edits and deletions by bots.

use serde_json::{Value, json};

use crate::support::{Stage, file_url};

const SAME: &str = "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";

async fn send(stage: &Stage, method: &str, mut params: Value) -> i64 {
    params["chat_id"] = json!(stage.alice);
    let sent = stage.call(method, params).await.unwrap();
    sent["message_id"].as_i64().unwrap()
}

#[tokio::test]
async fn each_edit_requires_a_message_of_its_kind() {
    let stage = Stage::new().await;
    let sent = stage.send("hi").await["message_id"].clone();
    let text = send(&stage, "sendMessage", json!({"text": "x"})).await;
    let photo = send(&stage, "sendPhoto", json!({"photo": file_url("photo")})).await;
    let sticker = send(&stage, "sendSticker", json!({"sticker": file_url("sticker")})).await;
    let both = json!({"from_chat_id": stage.alice, "message_id": sent});
    let forwarded = send(&stage, "forwardMessage", both).await;
    let edited_photo = json!({"type": "photo", "media": file_url("other")});
    let table = [
        ("editMessageText", photo, json!({"text": "y"}), "there is no text in the message to edit"),
        (
            "editMessageCaption",
            text,
            json!({"caption": "y"}),
            "there is no caption in the message to edit",
        ),
        (
            "editMessageCaption",
            sticker,
            json!({"caption": "y"}),
            "there is no caption in the message to edit",
        ),
        (
            "editMessageMedia",
            sticker,
            json!({"media": edited_photo}),
            "there is no media in the message to edit",
        ),
        ("editMessageText", forwarded, json!({"text": "y"}), "message can't be edited"),
        ("editMessageReplyMarkup", text, json!({}), SAME),
        ("editMessageText", 0, json!({"text": "y"}), "message identifier is not specified"),
    ];
    for (method, id, mut params, why) in table {
        params["chat_id"] = json!(stage.alice);
        params["message_id"] = json!(id);
        assert_eq!(stage.refusal(method, params).await, why, "{method}");
    }
    let nowhere = stage.refusal("editMessageText", json!({"text": "y"})).await;
    assert_eq!(nowhere, "message identifier is not specified");
    let chatless = stage.refusal("editMessageText", json!({"text": "y", "message_id": text})).await;
    assert_eq!(chatless, "chat_id is empty");
}

#[tokio::test]
async fn a_text_becomes_a_photo_without_the_text() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let text = send(&stage, "sendMessage", json!({"text": "<b>x</b>", "parse_mode": "HTML"})).await;
    let media = json!({"type": "photo", "media": file_url("other"), "caption": "y"});
    let params = json!({"chat_id": stage.alice, "message_id": text, "media": media});
    let edited = stage.call("editMessageMedia", params).await.unwrap();
    assert_eq!(
        (&edited["text"], &edited["entities"], &edited["caption"], edited["photo"].is_array()),
        (&Value::Null, &Value::Null, &json!("y"), true),
    );
}

#[tokio::test]
async fn a_new_keyboard_is_a_change_and_the_same_keyboard_is_not() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let text = send(&stage, "sendMessage", json!({"text": "x"})).await;
    let keyboard = json!({"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]});
    let params = json!({"chat_id": stage.alice, "message_id": text, "reply_markup": keyboard});
    let edited = stage.call("editMessageReplyMarkup", params.clone()).await.unwrap();
    assert_eq!((&edited["reply_markup"], &edited["edit_date"]), (&keyboard, &Value::Null));
    assert_eq!(stage.refusal("editMessageReplyMarkup", params.clone()).await, SAME);
    let mut with_text = params;
    with_text["text"] = json!("x");
    assert_eq!(stage.refusal("editMessageText", with_text.clone()).await, SAME);
    with_text.as_object_mut().unwrap().remove("reply_markup");
    let edited = stage.call("editMessageText", with_text).await.unwrap();
    assert_eq!(edited["reply_markup"], Value::Null);
}

#[tokio::test]
async fn a_bot_deletes_the_messages_that_it_may() {
    let stage = Stage::new().await;
    let private = stage.send("hi").await["message_id"].clone();
    let group = stage.chat("supergroup").await;
    let theirs = json!({"from": stage.alice, "chat_id": group, "text": "hi"});
    let theirs = stage.post("messages", theirs).await["message_id"].clone();
    let delete = json!({"chat_id": group, "message_id": theirs});
    assert_eq!(stage.refusal("deleteMessage", delete.clone()).await, "message can't be deleted");
    let several = json!({"chat_id": group, "message_ids": [theirs]});
    assert_eq!(stage.refusal("deleteMessages", several).await, "message can't be deleted");
    let none = json!({"chat_id": group, "message_ids": []});
    assert_eq!(
        stage.refusal("deleteMessages", none).await,
        "message identifiers are not specified",
    );
    stage.set_status(group, "administrator").await;
    assert_eq!(stage.call("deleteMessage", delete).await, Ok(json!(true)));
    stage.post("clock", json!({"advance": 48 * 3600 + 1})).await;
    let old = json!({"chat_id": stage.alice, "message_id": private});
    assert_eq!(stage.refusal("deleteMessage", old).await, "message can't be deleted for everyone",);
}

#[tokio::test]
async fn ids_are_never_reused() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    let send = async || {
        let params = json!({"chat_id": group, "text": "x"});
        stage.call("sendMessage", params).await.unwrap()["message_id"].as_i64().unwrap()
    };
    let first = send().await;
    let delete = json!({"chat_id": group, "message_id": first});
    stage.call("deleteMessage", delete).await.unwrap();
    assert_eq!(send().await, first + 1);
}

#[tokio::test]
async fn other_bots_of_a_channel_receive_an_edit() {
    let stage = Stage::new().await;
    let channel = stage.chat("channel").await;
    stage
        .post("members", json!({"chat_id": channel, "user": "43:other", "status": "administrator"}))
        .await;
    let sent = stage.call("sendMessage", json!({"chat_id": channel, "text": "x"})).await.unwrap();
    let edit = json!({"chat_id": channel, "message_id": sent["message_id"], "text": "y"});
    stage.call("editMessageText", edit).await.unwrap();
    let path = "/bot43:other/getUpdates";
    let (_, answer) = stage.request(http::Method::POST, path, json!({})).await;
    let updates = answer["result"].as_array().unwrap();
    assert_eq!(updates.last().unwrap()["edited_channel_post"]["text"], "y");
}

#[tokio::test]
async fn users_edit_only_their_own_messages() {
    let stage = Stage::new().await;
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    let group = stage.chat("supergroup").await;
    let sent = json!({"from": stage.alice, "chat_id": group, "text": "hi"});
    let sent = stage.post("messages", sent).await["message_id"].clone();
    let edit = json!({"from": bob, "chat_id": group, "message_id": sent, "text": "ho"});
    let (status, _) = stage.request(http::Method::PATCH, "/emu/v1/messages", edit).await;
    assert_eq!(status, 400);
}
