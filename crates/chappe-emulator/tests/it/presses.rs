//! Presses of inline buttons of every kind.

use std::fmt::Write as _;

use hmac_sha256::{HMAC, Hash};
use http::Method;
use serde_json::{Value, json};

use crate::{
    people_messages::refused,
    support::{Stage, TOKEN},
};

/// Presses the only button of a message of the bot to Alice. Returns the answer.
async fn pressed(stage: &Stage, button: Value) -> Value {
    stage.send("hi").await;
    let keyboard = json!({"inline_keyboard": [[button]]});
    let message = json!({"chat_id": stage.alice, "text": "?", "reply_markup": keyboard});
    let message = stage.call("sendMessage", message).await.unwrap();
    stage.updates().await;
    let press = json!({"from": stage.alice, "message_id": message["message_id"], "button": [0, 0]});
    stage.post("presses", press).await
}

/// The decoded pairs of a query.
fn pairs(query: &str) -> Vec<(String, String)> {
    let decoded =
        |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
}

fn authenticate(key: &[u8], text: &str) -> Vec<u8> {
    HMAC::mac(text.as_bytes(), key).to_vec()
}

/// Checks signed data as websites and Web Apps do. Returns the data.
fn verified(query: &str, key: &[u8]) -> Vec<(String, String)> {
    let mut pairs = pairs(query);
    let at = pairs.iter().position(|(name, _)| name == "hash").unwrap();
    let (_, hash) = pairs.remove(at);
    pairs.sort();
    let lines: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let expected = authenticate(key, &lines.join("\n"));
    let expected = expected.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    });
    assert_eq!(hash, expected);
    pairs
}

#[tokio::test]
async fn buttons_that_a_client_handles_answer_what_it_does() {
    let stage = Stage::new().await;
    let chosen = json!({"query": "c", "allow_group_chats": true, "allow_user_chats": true});
    let table = [
        (
            json!({"url": "https://example.com/a"}),
            json!({"type": "url", "url": "https://example.com/a"}),
        ),
        (json!({"copy_text": {"text": "X1"}}), json!({"type": "copy", "text": "X1"})),
        (
            json!({"switch_inline_query": "a"}),
            json!({
                "type": "switch_inline", "query": "a", "text": "@emu42_bot a", "chat": "any",
            }),
        ),
        (
            json!({"switch_inline_query_current_chat": ""}),
            json!({
                "type": "switch_inline", "query": "", "text": "@emu42_bot ", "chat": "current",
            }),
        ),
        (
            json!({"switch_inline_query_chosen_chat": chosen}),
            json!({
                "type": "switch_inline", "query": "c", "text": "@emu42_bot c", "chat": "chosen",
                "allowed_chats": ["private", "group"],
            }),
        ),
    ];
    for (mut button, answer) in table {
        button["text"] = json!("B");
        assert_eq!(pressed(&stage, button).await, answer);
        assert!(stage.updates().await.is_empty());
    }
}

/// Client.cpp: `messageBotWriteAccessAllowed` with `botWriteAccessAllowReasonConnectedWebsite`;
/// <https://core.telegram.org/widgets/login#checking-authorization>.
#[tokio::test]
async fn a_login_is_signed_and_may_let_the_bot_write() {
    let stage = Stage::new().await;
    let login = json!({"url": "https://example.com/in?next=%2F#top", "request_write_access": true});
    let answer = pressed(&stage, json!({"text": "Log in", "login_url": login})).await;
    let url = answer["url"].as_str().unwrap();
    let query = url.strip_prefix("https://example.com/in?next=%2F&").unwrap();
    let query = query.strip_suffix("#top").unwrap();
    let data = verified(query, &Hash::hash(TOKEN.as_bytes()));
    let names: Vec<&str> = data.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["auth_date", "first_name", "id"]);
    assert_eq!(data[2].1, stage.alice.to_string());
    let update = stage.updates().await.pop().unwrap();
    assert_eq!(update["message"]["connected_website"], "example.com");
    assert_eq!(answer["message"], update["message"]);
    let other = json!({"url": "https://example.com", "bot_username": "other_bot"});
    stage.send("hi").await;
    let keyboard = json!({"inline_keyboard": [[{"text": "Log in", "login_url": other}]]});
    let message = json!({"chat_id": stage.alice, "text": "?", "reply_markup": keyboard});
    let id = stage.call("sendMessage", message).await.unwrap()["message_id"].clone();
    let press = json!({"from": stage.alice, "message_id": id, "button": [0, 0]});
    let why = refused(&stage, Method::POST, "presses", press).await;
    assert_eq!(why, "there is no bot @other_bot");
}

/// <https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app>.
#[tokio::test]
async fn the_data_of_a_web_app_is_signed_with_the_token() {
    let stage = Stage::new().await;
    let button = json!({"text": "App", "web_app": {"url": "https://example.com/app?a=1"}});
    let answer = pressed(&stage, button).await;
    assert_eq!(answer["type"], "web_app");
    let (url, fragment) = answer["url"].as_str().unwrap().split_once('#').unwrap();
    assert_eq!(url, "https://example.com/app?a=1");
    let data = pairs(fragment).into_iter().find(|(name, _)| name == "tgWebAppData").unwrap().1;
    let data = verified(&data, &authenticate(b"WebAppData", TOKEN));
    let user = &data.iter().find(|(name, _)| name == "user").unwrap().1;
    let user: Value = serde_json::from_str(user).unwrap();
    assert_eq!((&user["id"], &user["first_name"]), (&json!(stage.alice), &json!("Alice")));
}

/// Client.cpp: `JsonCallbackQuery`, `callbackQueryPayloadGame`.
#[tokio::test]
async fn the_button_of_a_game_sends_its_name_instead_of_data() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let game = json!({"chat_id": stage.alice, "game_short_name": "chess"});
    let game = stage.call("sendGame", game).await.unwrap();
    stage.updates().await;
    let press = json!({"from": stage.alice, "message_id": game["message_id"], "button": [0, 0]});
    let answer = stage.post("presses", press).await;
    let query = stage.updates().await.pop().unwrap()["callback_query"].clone();
    assert_eq!(answer, json!({"type": "game", "callback_query_id": query["id"]}));
    assert_eq!((&query["game_short_name"], query.get("data")), (&json!("chess"), None));
}

/// Client.cpp: `JsonPreCheckoutQuery`.
#[tokio::test]
async fn the_pay_button_begins_the_payment() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let invoice = json!({
        "chat_id": stage.alice, "title": "T", "description": "D", "payload": "p",
        "currency": "XTR", "prices": [{"label": "T", "amount": 1}],
    });
    let invoice = stage.call("sendInvoice", invoice).await.unwrap();
    stage.updates().await;
    // Enough stars, if the emulator counts them.
    let _ = stage
        .request(Method::POST, "/emu/v1/stars", json!({"user": stage.alice, "amount": 9}))
        .await;
    let press = json!({"from": stage.alice, "message_id": invoice["message_id"], "button": [0, 0]});
    let answer = stage.post("presses", press).await;
    let query = stage.updates().await.pop().unwrap()["pre_checkout_query"].clone();
    assert_eq!(answer, json!({"type": "pay", "pre_checkout_query_id": query["id"]}));
    assert_eq!(query["invoice_payload"], "p");
}
