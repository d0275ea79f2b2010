//! Web Apps: their data, messages and buttons.

use http::Method;
use serde_json::{Value, json};

use crate::support::{Stage, file_url};

fn article(id: &str, text: &str) -> Value {
    json!({
        "type": "article", "id": id, "title": "T",
        "input_message_content": {"message_text": text, "parse_mode": "HTML"},
    })
}

/// Source: `Client::process_answer_web_app_query_query` and `JsonSentWebAppMessage`.
#[tokio::test]
async fn a_web_app_query_is_answered_once_by_a_message_of_the_user() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    stage.updates().await;
    let query = stage.post("web_app_queries", json!({"from": stage.alice})).await;
    let id = query["web_app_query_id"].clone();
    let answer = |result: Value| json!({"web_app_query_id": id, "result": result});
    assert_eq!(
        stage.refusal("answerWebAppQuery", answer(article("", "x"))).await,
        "RESULT_ID_INVALID"
    );
    let sent = stage.call("answerWebAppQuery", answer(article("1", "<b>Pizza</b>"))).await;
    assert_eq!(sent, Ok(json!({})), "a message without a keyboard has no inline id");
    let updates = stage.updates().await;
    let message = &updates[0]["message"];
    assert_eq!(
        (&message["text"], &message["entities"], &message["from"]["id"], &message["via_bot"]["id"]),
        (
            &json!("Pizza"),
            &json!([{"type": "bold", "offset": 0, "length": 5}]),
            &json!(stage.alice),
            &json!(42),
        ),
    );
    let late = "query is too old and response timeout expired or query ID is invalid";
    assert_eq!(stage.refusal("answerWebAppQuery", answer(article("1", "x"))).await, late);
    let unknown = json!({"web_app_query_id": "x", "result": article("1", "x")});
    assert_eq!(stage.refusal("answerWebAppQuery", unknown).await, late);
}

#[tokio::test]
async fn the_message_of_a_web_app_with_a_keyboard_can_be_edited() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let query = stage.post("web_app_queries", json!({"from": stage.alice, "bot": 42})).await;
    let mut photo = json!({"type": "photo", "id": "1", "thumbnail_url": "http://127.0.0.1/t.jpg"});
    photo["photo_url"] = json!(file_url("photo"));
    photo["reply_markup"] = json!({"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]});
    let answer = json!({"web_app_query_id": query["web_app_query_id"], "result": photo});
    let sent = stage.call("answerWebAppQuery", answer).await.unwrap();
    let edit = json!({"inline_message_id": sent["inline_message_id"], "caption": "New"});
    assert_eq!(stage.call("editMessageCaption", edit).await, Ok(json!(true)));
    let messages = stage.get(&format!("messages?chat_id={}", stage.alice)).await;
    let last = messages["messages"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["caption"], &last["photo"][0]["file_size"]), (&json!("New"), &json!(18)));
    let query = stage.post("web_app_queries", json!({"from": stage.alice})).await;
    photo["photo_url"] = json!(format!("{}?", file_url("none")));
    let answer = json!({"web_app_query_id": query["web_app_query_id"], "result": photo});
    let refused = stage.refusal("answerWebAppQuery", answer).await;
    assert_eq!(refused, "failed to get HTTP URL content");
}

/// Source: [validating data received via the Mini App](https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app).
#[tokio::test]
async fn a_bot_verifies_the_data_of_a_web_app_with_its_token() {
    let stage = Stage::new().await;
    let opened = json!({"from": stage.alice, "url": "https://a.test/app?x=1"});
    let opened = stage.post("web_app_queries", opened).await;
    let url = opened["url"].as_str().unwrap();
    let (page, fragment) = url.split_once('#').unwrap();
    assert_eq!(page, "https://a.test/app?x=1");
    let decode =
        |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let data = fragment.split('&').find_map(|pair| pair.strip_prefix("tgWebAppData=")).unwrap();
    let data = decode(data);
    let pairs = data.split('&').map(|pair| pair.split_once('=').unwrap());
    let mut pairs: Vec<(&str, String)> = pairs.map(|(name, value)| (name, decode(value))).collect();
    let hash = pairs.iter().position(|(name, _)| *name == "hash").unwrap();
    let (_, hash) = pairs.remove(hash);
    pairs.sort();
    let lines: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let secret = hmac_sha256::HMAC::mac(crate::support::TOKEN, b"WebAppData");
    let expected = hmac_sha256::HMAC::mac(lines.join("\n"), secret);
    let byte = |at: usize| u8::from_str_radix(&hash[2 * at..2 * at + 2], 16).unwrap();
    assert_eq!((hash.len(), std::array::from_fn(byte)), (64, expected));
    let names: Vec<&str> = pairs.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["auth_date", "query_id", "user"]);
    let user: Value = serde_json::from_str(&pairs[2].1).unwrap();
    let alice = json!({"id": stage.alice, "first_name": "Alice", "allows_write_to_pm": true});
    assert_eq!((Value::from(&*pairs[1].1), user), (opened["web_app_query_id"].clone(), alice));
}

/// Source: `Client::process_save_prepared_inline_message_query` and
/// `TargetDialogTypes::get_target_dialog_types`.
#[tokio::test]
async fn a_prepared_message_is_sent_by_its_user_where_it_may() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let group = stage.chat("supergroup").await;
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    let params = |rest: Value| {
        let mut params = json!({"user_id": stage.alice, "result": article("1", "Hello")});
        params.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        params
    };
    let method = "savePreparedInlineMessage";
    let refused = stage.refusal(method, params(json!({}))).await;
    assert_eq!(refused, "at least one chat type must be allowed");
    let refused =
        stage.refusal(method, params(json!({"user_id": 5, "allow_user_chats": true}))).await;
    assert_eq!(refused, "user not found");
    let saved = stage.call(method, params(json!({"allow_group_chats": true}))).await.unwrap();
    let now = stage.get("state").await["now"].as_i64().unwrap();
    assert_eq!(saved["expiration_date"], now + 86_400);
    let shown = stage.get(&format!("prepared?id={}", saved["id"].as_str().unwrap())).await;
    assert_eq!(
        shown,
        json!({
            "bot": 42, "user": stage.alice, "result": article("1", "Hello"),
            "chat_types": ["group", "supergroup"], "expiration_date": now + 86_400,
        }),
    );
    let send = async |from: &Value, chat: &Value| {
        let body = json!({"from": from, "id": saved["id"], "chat_id": chat});
        let (_, sent) = stage.request(Method::POST, "/emu/v1/prepared_messages", body).await;
        sent
    };
    let alice = json!(stage.alice);
    let sent = send(&alice, &json!(group)).await;
    assert_eq!(
        (&sent["message"]["text"], &sent["message"]["via_bot"]["id"]),
        (&json!("Hello"), &json!(42)),
    );
    let why = |sent: Value| sent["description"].as_str().unwrap().to_owned();
    let kind = why(send(&alice, &alice).await);
    assert_eq!(kind, "the message may not be sent to a chat of the kind bot");
    assert_eq!(
        why(send(&bob, &json!(group)).await),
        "the message was prepared for Alice (100000001)"
    );
    stage.post("clock", json!({"advance": 86_400})).await;
    let expired = why(send(&alice, &json!(group)).await);
    assert_eq!(expired, "the prepared message has expired; ask the bot for another one");
}

/// Source: `Client::process_save_prepared_keyboard_button_query`.
#[tokio::test]
async fn a_prepared_button_is_one_that_requests_users_or_chats() {
    let stage = Stage::new().await;
    let save = |button: Value| json!({"user_id": stage.alice, "button": button});
    let method = "savePreparedKeyboardButton";
    let button = json!({"text": "Friends", "request_users": {"request_id": 1}});
    let saved = stage.call(method, save(button.clone())).await.unwrap();
    let shown = stage.get(&format!("prepared?id={}", saved["id"].as_str().unwrap())).await;
    assert_eq!(shown, json!({"bot": 42, "user": stage.alice, "button": button}));
    let table = [
        (json!({"text": "A"}), "BUTTON_TYPE_INVALID"),
        (
            json!({"text": " ", "request_users": {"request_id": 1}}),
            "keyboard button text must be non-empty",
        ),
    ];
    for (button, why) in table {
        assert_eq!(stage.refusal(method, save(button)).await, why);
    }
    let snapshot = stage.get("snapshot").await;
    let other = Stage::new().await;
    other.control(Method::PUT, "snapshot", snapshot).await;
    let restored = other.get(&format!("prepared?id={}", saved["id"].as_str().unwrap())).await;
    assert_eq!(restored, shown);
}
