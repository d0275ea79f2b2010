//! Errors of calls.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::Stage;

/// Source: `Client::get_formatted_text`, among others.
#[tokio::test]
async fn errors_have_telegrams_descriptions() {
    let stage = Stage::new().await;
    let alice = stage.alice;
    let hello = stage.send("hello").await["message_id"].as_i64().unwrap();
    let sent = stage.call("sendMessage", json!({"chat_id": alice, "text": "x"})).await.unwrap();
    let mine = sent["message_id"].as_i64().unwrap();
    let (long, longer) = ("x".repeat(4097), "x".repeat(32_769));
    let data = "d".repeat(65);
    let table = [
        ("sendMessage", json!({"chat_id": 1, "text": "a"}), 400, "chat not found"),
        ("sendMessage", json!({"chat_id": "@nobody", "text": "a"}), 400, "chat not found"),
        ("sendMessage", json!({"chat_id": alice}), 400, "message text is empty"),
        ("sendMessage", json!({"chat_id": alice, "text": "  "}), 400, "message text is empty"),
        ("sendMessage", json!({"chat_id": alice, "text": long}), 400, "message is too long"),
        ("sendMessage", json!({"chat_id": alice, "text": longer}), 400, "text is too long"),
        (
            "sendMessage",
            json!({"chat_id": alice, "text": "a", "reply_parameters": {"message_id": 999}}),
            400,
            "message to be replied not found",
        ),
        (
            "sendMessage",
            json!({"chat_id": alice, "text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": data}]]}}),
            400,
            "BUTTON_DATA_INVALID",
        ),
        (
            "editMessageText",
            json!({"chat_id": alice, "message_id": mine, "text": "x"}),
            400,
            "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
        ),
        (
            "editMessageText",
            json!({"chat_id": alice, "message_id": 999, "text": "x"}),
            400,
            "message to edit not found",
        ),
        (
            "editMessageText",
            json!({"chat_id": alice, "message_id": hello, "text": "x"}),
            400,
            "message can't be edited",
        ),
        (
            "deleteMessage",
            json!({"chat_id": alice, "message_id": 999}),
            400,
            "message to delete not found",
        ),
        (
            "answerCallbackQuery",
            json!({"callback_query_id": "1"}),
            400,
            "query is too old and response timeout expired or query ID is invalid",
        ),
        ("getFile", json!({"file_id": "x"}), 400, "invalid file_id"),
        (
            "sendPhoto",
            json!({"chat_id": alice, "photo": "x"}),
            400,
            "wrong file identifier/HTTP URL specified",
        ),
    ];
    for (method, params, code, description) in table {
        let error = stage.call(method, params).await.unwrap_err();
        assert_eq!(error, (code, format!("Bad Request: {description}")), "{method}");
    }
    stage.post("blocks", json!({"from": alice})).await;
    let blocked = stage.call("sendMessage", json!({"chat_id": alice, "text": "a"})).await;
    assert_eq!(blocked.unwrap_err(), (403, "Forbidden: bot was blocked by the user".to_owned()));
}

#[tokio::test]
async fn unknown_tokens_and_methods_are_rejected() {
    let stage = Stage::new().await;
    let statuses = [
        ("/bot42:token/GETME", StatusCode::OK),
        ("/bot42:token/test/getMe", StatusCode::OK),
        ("/bot43:another/getMe", StatusCode::OK),
        ("/bot42:wrong/getMe", StatusCode::UNAUTHORIZED),
        ("/bot42:to ken/getMe", StatusCode::UNAUTHORIZED),
        ("/botnonsense/getMe", StatusCode::NOT_FOUND),
        ("/bot42:token/getYou", StatusCode::NOT_FOUND),
        ("/", StatusCode::NOT_FOUND),
    ];
    for (path, expected) in statuses {
        let path = path.replace(' ', "%20");
        let (status, _) = stage.request(Method::POST, &path, json!({})).await;
        assert_eq!(status, expected, "{path}");
    }
    let (status, me) =
        stage.request(Method::GET, "/bot42:token/getMe?unknown=1", Value::Null).await;
    assert_eq!((status, &me["result"]["id"]), (StatusCode::OK, &json!(42)));
}

#[tokio::test]
async fn a_call_of_an_unknown_method_is_in_the_journal() {
    let stage = Stage::new().await;
    let error = stage.call("getYou", json!({"chat_id": stage.alice})).await.unwrap_err();
    assert_eq!(error, (404, "Not Found: method not found".to_owned()));
    let mut calls = stage.get("calls?bot=42").await;
    let mut call = calls["calls"].as_array_mut().unwrap().pop().unwrap();
    assert!(call["at"].take().is_number() && call["took_ms"].take().is_number());
    let expected = json!({
        "seq": 2, "bot": 42, "method": "getYou", "params": {"chat_id": stage.alice},
        "ok": false, "error_code": 404, "description": "Not Found: method not found",
        "at": null, "took_ms": null,
    });
    assert_eq!(call, expected);
}
