//! Presses of buttons of reply keyboards.

use http::Method;
use serde_json::{Value, json};

use crate::{people_messages::refused, support::Stage};

/// A bot with a keyboard of one button in the private chat with Alice.
async fn with_button(button: Value) -> Stage {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let keyboard = json!({"keyboard": [[button]], "one_time_keyboard": true});
    let message = json!({"chat_id": stage.alice, "text": "?", "reply_markup": keyboard});
    stage.call("sendMessage", message).await.unwrap();
    stage.updates().await;
    stage
}

async fn press(stage: &Stage, mut body: Value) -> Value {
    body["from"] = json!(stage.alice);
    body["button"] = json!([0, 0]);
    let sent = stage.post("reply_presses", body).await["message"].clone();
    assert_eq!(stage.updates().await.pop().unwrap()["message"], sent);
    sent
}

/// Client.cpp: `messageUsersShared`, `messageChatShared`, `messageContact`, `messageWebAppDataReceived`.
#[tokio::test]
async fn each_kind_of_button_sends_what_it_requests() {
    let stage = with_button(json!("Menu")).await;
    assert_eq!(press(&stage, json!({})).await["text"], "Menu");

    let stage = with_button(json!({"text": "C", "request_contact": true})).await;
    let contact = press(&stage, json!({})).await;
    assert_eq!(contact["contact"]["user_id"], stage.alice);
    assert_eq!(contact["reply_to_message"]["text"], "?");

    let stage = with_button(json!({"text": "L", "request_location": true})).await;
    let place = json!({"latitude": 1.5, "longitude": 2.5});
    assert_eq!(press(&stage, json!({"location": place})).await["location"], place);

    let stage = with_button(json!({"text": "P", "request_poll": {"type": "regular"}})).await;
    let poll = json!({"question": "?", "options": ["a", "b"]});
    assert_eq!(press(&stage, json!({"poll": poll})).await["poll"]["type"], "regular");

    let request = json!({"request_id": 7, "request_name": true, "request_username": true});
    let stage = with_button(json!({"text": "U", "request_users": request})).await;
    let bob = json!({"first_name": "Bob", "username": "bob"});
    let bob = stage.post("users", bob).await["id"].clone();
    let shared = press(&stage, json!({"users": [bob]})).await;
    assert_eq!(
        shared["users_shared"],
        json!({
            "request_id": 7, "user_ids": [bob],
            "users": [{"user_id": bob, "first_name": "Bob", "username": "bob"}],
        }),
    );
    assert_eq!(shared["user_shared"], json!({"request_id": 7, "user_id": bob}));

    let request = json!({"request_id": 8, "chat_is_channel": false, "request_title": true});
    let stage = with_button(json!({"text": "G", "request_chat": request})).await;
    let group = stage.chat("supergroup").await;
    stage.updates().await;
    assert_eq!(
        press(&stage, json!({"chat": group})).await["chat_shared"],
        json!({"request_id": 8, "chat_id": group, "title": "G"}),
    );

    let stage = with_button(json!({"text": "A", "web_app": {"url": "https://example.com"}})).await;
    assert_eq!(
        press(&stage, json!({"data": "7"})).await["web_app_data"],
        json!({"button_text": "A", "data": "7"}),
    );
    let open = json!({"from": stage.alice, "text": "A"});
    let opened = stage.post("reply_presses", open).await;
    assert!(opened["url"].as_str().unwrap().starts_with("https://example.com#tgWebAppData="));
}

#[tokio::test]
async fn a_button_refuses_what_it_does_not_request() {
    let users = |more: Value| {
        let mut request = json!({"request_id": 1});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"text": "B", "request_users": request})
    };
    let chat = |more: Value| {
        let mut request = json!({"request_id": 1, "chat_is_channel": false});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"text": "B", "request_chat": request})
    };
    let group = -1_001_000_000_001_i64;
    let alice = 100_000_001;
    let table = [
        (users(json!({})), json!({}), "`users` is missing: the button requests users"),
        (users(json!({})), json!({"users": [alice, 42]}), "the button requests 1 to 1 users"),
        (
            users(json!({"user_is_bot": true})),
            json!({"users": [alice]}),
            "the button requests users by `user_is_bot`: true",
        ),
        (
            users(json!({"user_is_premium": true})),
            json!({"users": [alice]}),
            "the button requests users by `user_is_premium`: true",
        ),
        (
            chat(json!({"chat_is_channel": true})),
            json!({"chat": group}),
            "the button requests a chat by `chat_is_channel`: true",
        ),
        (
            chat(json!({"chat_has_username": true})),
            json!({"chat": group}),
            "the button requests a chat by `chat_has_username`: true",
        ),
        (
            chat(json!({"bot_administrator_rights": {"can_pin_messages": true}})),
            json!({"chat": group}),
            "the button requests a chat by `bot_administrator_rights`: ",
        ),
        (
            json!({"text": "B", "request_poll": {"type": "quiz"}}),
            json!({"poll": {"question": "?", "options": ["a"], "type": "regular"}}),
            "the button requests a poll of the type quiz",
        ),
    ];
    for (button, mut body, why) in table {
        let stage = with_button(button).await;
        stage.chat("supergroup").await;
        body["from"] = json!(stage.alice);
        body["text"] = json!("B");
        let refusal = refused(&stage, Method::POST, "reply_presses", body).await;
        assert!(refusal.starts_with(why), "{refusal}");
    }
}

#[tokio::test]
async fn a_selective_keyboard_is_shown_to_those_it_concerns() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    stage.post("members", json!({"chat_id": group, "user": bob, "status": "member"})).await;
    let text = json!({"from": bob, "chat_id": group, "text": "menu"});
    let asked = stage.post("messages", text).await["message_id"].clone();
    let keyboard = json!({"keyboard": [["Tea"]], "selective": true});
    let message = json!({
        "chat_id": group, "text": "Choose", "reply_markup": keyboard,
        "reply_parameters": {"message_id": asked},
    });
    let shown = stage.call("sendMessage", message).await.unwrap()["message_id"].clone();
    let press = |from: &Value| json!({"from": from, "chat_id": group, "text": "Tea"});
    let why = refused(&stage, Method::POST, "reply_presses", press(&json!(stage.alice))).await;
    assert_eq!(why, "there is no reply keyboard");
    let sent = stage.post("reply_presses", press(&bob)).await["message"].clone();
    // Clients reply, so that bots with privacy mode receive the text.
    assert_eq!((&sent["text"], &sent["reply_to_message"]["message_id"]), (&json!("Tea"), &shown));
    let remove = json!({
        "chat_id": group, "text": "Done", "reply_markup": {"remove_keyboard": true},
    });
    stage.call("sendMessage", remove).await.unwrap();
    let why = refused(&stage, Method::POST, "reply_presses", press(&bob)).await;
    assert_eq!(why, "there is no reply keyboard");
}

#[tokio::test]
async fn a_web_app_sends_at_most_4096_bytes() {
    let stage = Stage::new().await;
    let data = |data: String| json!({"from": stage.alice, "button_text": "A", "data": data});
    for long in [String::new(), "x".repeat(4097)] {
        let why = refused(&stage, Method::POST, "web_app_data", data(long)).await;
        assert_eq!(why, "`data` has 1 to 4096 bytes");
    }
    stage.post("web_app_data", data("x".repeat(4096))).await;
    let update = stage.updates().await.pop().unwrap();
    assert_eq!(update["message"]["web_app_data"]["button_text"], "A");
}

#[tokio::test]
async fn users_see_how_a_keyboard_is_shown() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let keyboard = json!({
        "keyboard": [[{"text": "Tea"}]], "is_persistent": true, "one_time_keyboard": true,
        "resize_keyboard": true, "input_field_placeholder": "Choose", "selective": true,
    });
    let message = json!({"chat_id": stage.alice, "text": "?", "reply_markup": keyboard});
    let sent = stage.call("sendMessage", message).await.unwrap();
    assert_eq!(sent.get("reply_markup"), None, "bots do not receive reply keyboards");
    let seen = stage.get(&format!("messages?chat_id={}", stage.alice)).await;
    assert_eq!(seen["messages"][1]["reply_markup"], keyboard);
}
