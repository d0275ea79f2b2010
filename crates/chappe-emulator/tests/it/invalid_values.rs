//! Invalid and extreme values.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{people_messages::refused, support::Stage};

const PARAMETERS: [&str; 21] = [
    "chat_id",
    "from_chat_id",
    "message_id",
    "message_ids",
    "user_id",
    "text",
    "media",
    "photo",
    "question",
    "options",
    "limit",
    "offset",
    "reply_parameters",
    "entities",
    "reply_markup",
    "prices",
    "results",
    "commands",
    "reaction",
    "callback_query_id",
    "inline_message_id",
];

const METHODS: [&str; 20] = [
    "sendMessage",
    "sendPhoto",
    "sendMediaGroup",
    "sendPoll",
    "sendInvoice",
    "sendDice",
    "copyMessages",
    "forwardMessages",
    "editMessageText",
    "editMessageMedia",
    "stopPoll",
    "deleteMessages",
    "setMessageReaction",
    "getChatMember",
    "banChatMember",
    "getFile",
    "answerInlineQuery",
    "answerCallbackQuery",
    "setMyCommands",
    "pinChatMessage",
];

const PATHS: [&str; 19] = [
    "users",
    "chats",
    "members",
    "messages",
    "presses",
    "inline_queries",
    "updates",
    "blocks",
    "faults",
    "webhook_faults",
    "ids",
    "chosen_inline_results",
    "pre_checkout_queries",
    "shipping_queries",
    "votes",
    "reactions",
    "migrations",
    "limits",
    "clock",
];

const MEMBERS: [&str; 23] = [
    "from",
    "chat_id",
    "message_id",
    "bot",
    "text",
    "entities",
    "media",
    "data",
    "button",
    "update",
    "then",
    "next",
    "options",
    "reaction",
    "title",
    "type",
    "members",
    "bots",
    "advance",
    "first_name",
    "inline_query_id",
    "inline_message_id",
    "chat_per_second",
];

#[tokio::test]
async fn invalid_parameters_are_no_server_errors() {
    let stage = Stage::new().await;
    let hello = stage.send("hello").await["message_id"].clone();
    let odd = [
        json!(i64::MAX),
        json!(i64::MIN),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(""),
        json!("\u{0}"),
        json!("[]"),
        json!("{}"),
        json!([]),
        json!({}),
        json!([[]]),
        json!([{}]),
        json!(null),
        json!([i64::MAX, i64::MAX]),
        json!({"message_id": i64::MIN}),
        json!(true),
        json!(hello),
        json!([{"type": "bold", "offset": i64::MAX, "length": i64::MAX}]),
    ];
    for method in METHODS {
        for name in PARAMETERS {
            for value in &odd {
                let mut params = json!({
                    "chat_id": stage.alice, "from_chat_id": stage.alice, "message_id": hello,
                    "text": "x", "question": "?", "options": ["a", "b"],
                });
                params[name] = value.clone();
                let path = format!("/bot42:token/{method}");
                let (status, answer) = stage.request(Method::POST, &path, params).await;
                let is_ok = answer["ok"] == json!(status == StatusCode::OK);
                assert!(is_ok && status.as_u16() < 500, "{method} {name} {value}: {answer}");
            }
        }
    }
}

#[tokio::test]
async fn invalid_control_calls_are_no_server_errors() {
    let stage = Stage::new().await;
    let hello = stage.send("hello").await["message_id"].clone();
    let odd = [
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("1:a"),
        json!([]),
        json!({}),
        json!([i64::MAX, -1]),
        json!({"message": 7}),
        json!(null),
        json!([{"type": "bold", "offset": i64::MAX, "length": i64::MAX}]),
        json!({"status": 1e9}),
    ];
    for path in PATHS {
        for name in MEMBERS {
            for value in &odd {
                let mut body = json!({
                    "from": stage.alice, "chat_id": stage.alice, "message_id": hello, "bot": 42,
                });
                body[name] = value.clone();
                let path = format!("/emu/v1/{path}");
                let (status, answer) = stage.request(Method::POST, &path, body).await;
                assert!([200, 400].contains(&status.as_u16()), "{path} {name} {value}: {answer}");
            }
        }
    }
    for path in ["messages?chat_id=1&after=9223372036854775807", "state", "bots", "calls"] {
        stage.get(path).await;
    }
    stage.control(Method::DELETE, "faults", Value::Null).await;
    assert!(stage.call("getMe", json!({})).await.is_ok());
}

/// Source: `Client::get_reply_markup`, which reads the inline keyboard first.
#[tokio::test]
async fn a_markup_with_inline_buttons_is_checked_as_an_inline_keyboard() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let markup = json!({"force_reply": true, "inline_keyboard": [[{"text": "a", "pay": "yes"}]]});
    let send = json!({"chat_id": stage.alice, "text": "a", "reply_markup": markup});
    let (code, _) = stage.call("sendMessage", send).await.unwrap_err();
    assert_eq!(code, 400);
}

#[tokio::test]
async fn a_game_button_without_a_game_and_a_place_without_coordinates_are_not_sent_to_bots() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let keyboard = json!({"inline_keyboard": [[{"text": "a", "callback_game": {}}]]});
    let poll = json!({
        "chat_id": stage.alice, "question": "?", "options": ["a"], "reply_markup": keyboard,
    });
    let id = stage.call("sendPoll", poll).await.unwrap()["message_id"].clone();
    let press = json!({"from": stage.alice, "message_id": id, "button": [0, 0]});
    let why = refused(&stage, Method::POST, "presses", press).await;
    assert_eq!(why, "the message has no game");
    stage.updates().await;
    let query = json!({"from": stage.alice, "query": "q", "location": {}});
    stage.post("inline_queries", query).await;
    assert_eq!(stage.updates().await[0]["inline_query"]["location"], Value::Null);
}
