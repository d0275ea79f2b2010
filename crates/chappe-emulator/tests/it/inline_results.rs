//! Results of inline queries of every kind.

use http::Method;
use serde_json::{Value, json};

use crate::{
    people_messages::refused,
    support::{Stage, file_url},
};

/// Sends a result as Alice to a chat. Returns the answer of the control API.
async fn chosen(stage: &Stage, mut result: Value, chat: i64) -> Value {
    result["id"] = json!("1");
    let query = json!({"from": stage.alice, "query": "q"});
    let query = stage.post("inline_queries", query).await["inline_query_id"].clone();
    let answer = json!({"inline_query_id": query, "results": [result]});
    stage.call("answerInlineQuery", answer).await.unwrap();
    stage.updates().await;
    let choice = json!({"inline_query_id": query, "result_id": "1", "chat_id": chat});
    stage.post("chosen_inline_results", choice).await
}

/// `Client::get_inline_query_result`.
#[tokio::test]
async fn each_kind_of_result_becomes_its_message() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let photo = json!({"from": stage.alice, "media": {"type": "photo", "file": "YQ=="}});
    let photo = stage.post("messages", photo).await["photo"][0]["file_id"].clone();
    let place = json!({"latitude": 1.5, "longitude": 2.5});
    let url = file_url("photo");
    let article =
        |content: Value| json!({"type": "article", "title": "T", "input_message_content": content});
    let table = [
        (json!({"type": "photo", "photo_file_id": photo}), "photo"),
        (json!({"type": "photo", "photo_url": file_url("photo"), "thumbnail_url": url}), "photo"),
        (
            json!({"type": "gif", "gif_url": file_url("animation"), "thumbnail_url": url}),
            "animation",
        ),
        (
            json!({"type": "mpeg4_gif", "mpeg4_url": file_url("animation"), "thumbnail_url": url}),
            "animation",
        ),
        (
            json!({
                "type": "video", "video_url": file_url("video"), "mime_type": "video/mp4", "title": "T",
                "thumbnail_url": url,
            }),
            "video",
        ),
        (json!({"type": "audio", "audio_url": file_url("audio"), "title": "T"}), "audio"),
        (json!({"type": "voice", "voice_url": file_url("voice"), "title": "T"}), "voice"),
        (
            json!({
                "type": "document", "document_url": file_url("document"), "title": "T",
                "mime_type": "application/zip",
            }),
            "document",
        ),
        (json!({"type": "location", "latitude": 1.5, "longitude": 2.5, "title": "T"}), "location"),
        (
            json!({
                "type": "venue", "latitude": 1.5, "longitude": 2.5, "title": "T", "address": "A",
            }),
            "venue",
        ),
        (json!({"type": "contact", "phone_number": "+1", "first_name": "B"}), "contact"),
        (json!({"type": "game", "game_short_name": "chess"}), "game"),
        (article(json!({"message_text": "<b>x</b>", "parse_mode": "HTML"})), "text"),
        (article(place.clone()), "location"),
        (
            article(json!({"latitude": 1.5, "longitude": 2.5, "title": "T", "address": "A"})),
            "venue",
        ),
        (article(json!({"phone_number": "+1", "first_name": "B"})), "contact"),
        (
            article(json!({
                "title": "T", "description": "D", "payload": "p", "currency": "XTR",
                "prices": [{"label": "T", "amount": 1}],
            })),
            "invoice",
        ),
    ];
    for (result, name) in table {
        let message = chosen(&stage, result.clone(), stage.alice).await["message"].clone();
        assert!(!message[name].is_null(), "{result}: {message}");
        assert_eq!(message["via_bot"]["id"], 42, "{result}");
    }
    let audio = json!({
        "type": "audio", "audio_url": file_url("audio"), "title": "Song", "performer": "P", "audio_duration": 9,
        "caption": "*c*", "parse_mode": "MarkdownV2",
    });
    let message = chosen(&stage, audio, stage.alice).await["message"].clone();
    let audio = &message["audio"];
    assert_eq!(
        (&audio["file_name"], &audio["title"], &audio["performer"], &audio["duration"]),
        (&json!("audio.mp3"), &json!("Song"), &json!("P"), &json!(9)),
    );
    assert_eq!(
        (&message["caption"], &message["caption_entities"][0]["type"]),
        (&json!("c"), &json!("bold"))
    );
}

#[tokio::test]
async fn a_result_in_a_channel_is_a_post_and_edits_reach_its_readers() {
    let stage = Stage::new().await;
    let channel = stage.chat("channel").await;
    let keyboard = json!({"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]});
    let result = json!({
        "type": "article", "title": "T", "input_message_content": {"message_text": "x"},
        "reply_markup": keyboard,
    });
    let sent = chosen(&stage, result, channel).await;
    let post = &sent["message"];
    assert_eq!((&post["sender_chat"]["id"], post.get("from")), (&json!(channel), None));
    let edit = json!({"inline_message_id": sent["inline_message_id"], "text": "y"});
    stage.call("editMessageText", edit).await.unwrap();
    let seen = stage.get(&format!("messages?chat_id={channel}")).await;
    assert_eq!(seen["messages"].as_array().unwrap().last().unwrap()["text"], "y");
}

#[tokio::test]
async fn a_restricted_member_sends_no_results() {
    let stage = Stage::new().await;
    let group = stage.chat("supergroup").await;
    let bob = stage.post("users", json!({"first_name": "Bob"})).await["id"].clone();
    let restrict = json!({
        "chat_id": group, "user": bob, "status": "restricted",
        "permissions": ["can_send_messages"],
    });
    stage.post("members", json!({"chat_id": group, "user": bob, "status": "member"})).await;
    stage.post("members", restrict).await;
    let query = stage.post("inline_queries", json!({"from": bob})).await["inline_query_id"].clone();
    let result = json!({
        "type": "article", "id": "1", "title": "T", "input_message_content": {"message_text": "x"},
    });
    let answer = json!({"inline_query_id": query, "results": [result]});
    stage.call("answerInlineQuery", answer).await.unwrap();
    let choice = json!({"inline_query_id": query, "result_id": "1", "chat_id": group});
    assert_eq!(
        refused(&stage, Method::POST, "chosen_inline_results", choice).await,
        r#"Bob (100000002) is restricted and may not send inline results in "G" (-1001000000001)"#,
    );
}

/// `Client::process_answer_inline_query_query`: `button` and `switch_pm_text`.
#[tokio::test]
async fn the_button_above_the_results_starts_the_bot_or_opens_a_web_app() {
    let stage = Stage::new().await;
    let start = json!({"button": {"text": "Log in", "start_parameter": "login"}});
    let old = json!({"switch_pm_text": "Log in", "switch_pm_parameter": "login"});
    let app = json!({"button": {"text": "App", "web_app": {"url": "https://example.com"}}});
    for mut answer in [start, old, app.clone()] {
        let is_app = answer == app;
        let query = stage.post("inline_queries", json!({"from": stage.alice})).await;
        let query = query["inline_query_id"].clone();
        answer["inline_query_id"] = query.clone();
        answer["results"] = json!([]);
        stage.call("answerInlineQuery", answer).await.unwrap();
        stage.updates().await;
        let press = json!({"from": stage.alice, "inline_query_id": query});
        let pressed = stage.post("presses", press).await;
        if is_app {
            assert_eq!(pressed["type"], "web_app");
            assert!(pressed["url"].as_str().unwrap().starts_with("https://example.com#"));
        } else {
            assert_eq!(pressed["type"], "start");
            let update = stage.updates().await.pop().unwrap();
            assert_eq!(update["message"]["text"], "/start login");
        }
    }
}

#[tokio::test]
async fn a_bot_without_inline_feedback_does_not_learn_what_is_chosen() {
    let stage = Stage::new().await;
    stage.post("inline_feedback", json!({"probability": 0})).await;
    let result = json!({
        "type": "article", "title": "T", "input_message_content": {"message_text": "x"},
    });
    chosen(&stage, result, stage.alice).await;
    let updates = stage.updates().await;
    let kinds: Vec<bool> =
        updates.iter().map(|update| update.get("chosen_inline_result").is_some()).collect();
    assert_eq!(kinds, [false], "only the message");
}

/// Client.cpp: `JsonInlineQuery`.
#[tokio::test]
async fn an_inline_query_has_the_type_of_its_chat_and_a_location() {
    let stage = Stage::new().await;
    let channel = stage.chat("channel").await;
    stage.updates().await;
    let place = json!({"latitude": 1.5, "longitude": 2.5});
    let query = json!({"from": stage.alice, "chat_id": channel, "query": "q", "location": place});
    let id = stage.post("inline_queries", query).await["inline_query_id"].clone();
    let update = stage.updates().await.pop().unwrap();
    assert_eq!(
        update["inline_query"],
        json!({
            "id": id, "from": {"id": stage.alice, "is_bot": false, "first_name": "Alice"},
            "query": "q", "offset": "", "chat_type": "channel", "location": place,
        }),
    );
}
