//! Methods that send messages.

use serde_json::{Value, json};

use crate::support::{Stage, file_url};

#[tokio::test]
async fn explicit_entities_are_checked_and_the_text_is_normalized() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let send = |text: &str, offset: i64, length: i64| {
        json!({
            "chat_id": stage.alice, "text": text,
            "entities": [{"type": "bold", "offset": offset, "length": length}],
        })
    };
    let sent = stage.call("sendMessage", send("  bold  ", 2, 6)).await.unwrap();
    assert_eq!(sent["entities"], json!([{"type": "bold", "offset": 0, "length": 4}]));
    assert_eq!(sent["text"], "bold");
    assert_eq!(stage.refusal("sendMessage", send(" ", 0, 1)).await, "message text is empty");
    assert_eq!(
        stage.refusal("sendMessage", send("bold", 2, 9)).await,
        "entity beginning at UTF-16 offset 2 ends after the end of the text at UTF-16 offset 11",
    );
    assert_eq!(
        stage.refusal("sendMessage", send("bold", 5, 1)).await,
        "entity begins after the end of the text at UTF-16 offset 5",
    );
    let mut both = send("<i>x</i>", 0, 1);
    both["parse_mode"] = json!("HTML");
    let sent = stage.call("sendMessage", both).await.unwrap();
    assert_eq!(sent["entities"], json!([{"type": "italic", "offset": 0, "length": 1}]));
}

#[tokio::test]
async fn lengths_are_counted_in_utf_16_without_the_markup() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let send = |text: String| json!({"chat_id": stage.alice, "text": text, "parse_mode": "HTML"});
    assert!(stage.call("sendMessage", send(format!("<b>{}</b>", "x".repeat(4096)))).await.is_ok());
    assert!(stage.call("sendMessage", send("😀".repeat(2048))).await.is_ok());
    let refused = stage.refusal("sendMessage", send("😀".repeat(2049))).await;
    assert_eq!(refused, "message is too long");
}

#[tokio::test]
async fn a_reply_refers_to_a_message_of_this_chat_or_another() {
    let stage = Stage::new().await;
    let there = stage.send("quite a quotation").await["message_id"].clone();
    let group = stage.chat("supergroup").await;
    let reply = |chat: i64, parameters: Value| json!({"chat_id": chat, "text": "x", "reply_parameters": parameters});
    let quoted = json!({"message_id": there, "quote": "quotation"});
    let sent = stage.call("sendMessage", reply(stage.alice, quoted)).await.unwrap();
    assert_eq!(sent["reply_to_message"]["message_id"], there);
    assert_eq!(sent["quote"], json!({"text": "quotation", "position": 8, "is_manual": true}));
    let wrong = json!({"message_id": there, "quote": "nothing"});
    assert_eq!(stage.refusal("sendMessage", reply(stage.alice, wrong)).await, "QUOTE_TEXT_INVALID",);
    let outside = json!({"message_id": there, "chat_id": stage.alice});
    let sent = stage.call("sendMessage", reply(group, outside)).await.unwrap();
    assert_eq!(sent["reply_to_message"], Value::Null);
    // Private chats are not named.
    let members = sent["external_reply"].as_object().unwrap().keys();
    assert_eq!(members.collect::<Vec<_>>(), ["origin"]);
    let secret = json!({"chat_id": stage.alice, "text": "x", "protect_content": true});
    let secret = stage.call("sendMessage", secret).await.unwrap()["message_id"].clone();
    let outside = json!({"message_id": secret, "chat_id": stage.alice, "quote": "x"});
    let sent = stage.call("sendMessage", reply(group, outside)).await.unwrap();
    assert_eq!((&sent["external_reply"], &sent["quote"]), (&Value::Null, &Value::Null));
    let place = json!({"chat_id": group, "latitude": 1, "longitude": 2});
    let place = stage.call("sendLocation", place).await.unwrap();
    let outside = json!({"message_id": place["message_id"], "chat_id": group});
    let sent = stage.call("sendMessage", reply(stage.alice, outside)).await.unwrap();
    assert_eq!(
        sent["external_reply"],
        json!({
            "origin": sent["external_reply"]["origin"], "chat": place["chat"],
            "message_id": place["message_id"], "location": {"latitude": 1.0, "longitude": 2.0},
        }),
    );
    let old = json!({"chat_id": stage.alice, "text": "x", "reply_to_message_id": there});
    let sent = stage.call("sendMessage", old).await.unwrap();
    assert_eq!(sent["reply_to_message"]["message_id"], there);
}

#[tokio::test]
async fn an_animation_is_a_document_too() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let params = json!({"chat_id": stage.alice, "animation": file_url("animation")});
    let sent = stage.call("sendAnimation", params).await.unwrap();
    assert_eq!(sent["animation"]["file_id"], sent["document"]["file_id"]);
}

#[tokio::test]
async fn a_message_with_an_invalid_keyboard_is_not_stored() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let button = |data: &str| json!({"inline_keyboard": [[{"text": "a", "callback_data": data}]]});
    let poll = |markup: Value| {
        json!({
            "chat_id": stage.alice, "question": "?", "options": ["a", "b"], "reply_markup": markup,
        })
    };
    let bad = stage.refusal("sendPoll", poll(button(""))).await;
    assert_eq!(bad, "BUTTON_DATA_INVALID");
    let sent = stage.call("sendPoll", poll(button(&"d".repeat(64)))).await.unwrap();
    assert_eq!(sent["poll"]["id"], "1", "no number was used");
    let action = json!({"chat_id": stage.alice, "action": "dancing"});
    assert_eq!(stage.refusal("sendChatAction", action).await, "wrong parameter action in request",);
}

#[tokio::test]
async fn a_deep_link_sends_its_payload() {
    let stage = Stage::new().await;
    let sent = stage.send("/start ref_7-x").await;
    let update = &stage.updates().await[0];
    assert_eq!(update["message"], sent);
    assert_eq!(sent["text"], "/start ref_7-x");
    assert_eq!(sent["entities"], json!([{"type": "bot_command", "offset": 0, "length": 6}]));
}

#[tokio::test]
async fn links_of_buttons_are_links() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let send = |url: &str| {
        json!({
            "chat_id": stage.alice, "text": "x",
            "reply_markup": {"inline_keyboard": [[{"text": "a", "url": url}]]},
        })
    };
    for url in ["https://a.test/x?y#z", "t.me/chappe", "tg://user?id=1", "http://127.0.0.1:80"] {
        assert!(stage.call("sendMessage", send(url)).await.is_ok(), "{url}");
    }
    let table = [
        ("localhost", "Wrong HTTP URL"),
        ("http://", "URL host is empty"),
        ("ftp://a.test", "Unsupported URL protocol"),
    ];
    for (url, why) in table {
        assert_eq!(
            stage.refusal("sendMessage", send(url)).await,
            format!("inline keyboard button URL '{url}' is invalid: {why}"),
        );
    }
}

#[tokio::test]
async fn a_bot_sends_messages_where_it_may() {
    let stage = Stage::new().await;
    let (group, channel) = (stage.chat("supergroup").await, stage.chat("channel").await);
    let text = |chat: i64| json!({"chat_id": chat, "text": "x"});
    let unknown = stage.call("sendMessage", text(stage.alice)).await.unwrap_err();
    let description = "Forbidden: bot can't initiate conversation with a user";
    assert_eq!(unknown, (403, description.to_owned()));
    stage.set_status(group, "restricted").await;
    let photo = json!({"chat_id": group, "photo": file_url("photo")});
    stage.set_status(channel, "member").await;
    let table = [
        ("sendMessage", text(group), "not enough rights to send text messages to the chat"),
        ("sendPhoto", photo, "not enough rights to send photos to the chat"),
        ("sendMessage", text(channel), "need administrator rights in the channel chat"),
        ("sendVideoNote", json!({"chat_id": group}), "there is no video note in the request"),
    ];
    for (method, params, why) in table {
        assert_eq!(stage.refusal(method, params).await, why);
    }
}

#[tokio::test]
async fn a_reply_keyboard_is_visible_to_users_and_not_to_the_bot() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let keyboard =
        json!({"keyboard": [[{"text": "Yes"}, {"text": "No"}]], "resize_keyboard": true});
    let params = json!({"chat_id": stage.alice, "text": "?", "reply_markup": keyboard});
    let sent = stage.call("sendMessage", params).await.unwrap();
    assert_eq!(sent["reply_markup"], Value::Null);
    let path = format!("messages?chat_id={}", stage.alice);
    let seen = stage.get(&path).await["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(seen["reply_markup"], keyboard);
}

#[tokio::test]
async fn a_photo_cannot_be_sent_as_a_document() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let photo = json!({"chat_id": stage.alice, "photo": file_url("photo")});
    let photo = stage.call("sendPhoto", photo).await.unwrap()["photo"][0]["file_id"].clone();
    let again = json!({"chat_id": stage.alice, "photo": photo});
    let sent = stage.call("sendPhoto", again).await.unwrap();
    assert_eq!(sent["photo"][0]["file_id"], photo);
    let other = json!({"chat_id": stage.alice, "document": photo});
    let refused = stage.refusal("sendDocument", other).await;
    assert_eq!(refused, "can't use file of type Photo as Document");
}
