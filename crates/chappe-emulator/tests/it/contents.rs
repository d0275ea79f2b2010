//! What messages contain besides their texts.

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::support::{Stage, TOKEN};

const GIF: &[u8] = b"GIF89a\x02\0\x03\0";

/// A PNG of 1,000 × 500 pixels, as far as its header.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x03\xe8\0\0\x01\xf4";

/// Calls a method with a form of fields and files. Returns the result.
async fn upload(
    stage: &Stage,
    method: &str,
    fields: &[(&str, String)],
    files: &[(&str, &[u8])],
) -> Value {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part =
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    for (name, content) in files {
        let part = format!(
            "--x\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.dat\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n",
        );
        body.extend_from_slice(part.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--x--\r\n");
    let request = Request::post(format!("/bot{TOKEN}/{method}"))
        .header("content-type", "multipart/form-data; boundary=x")
        .body(Full::new(Bytes::from(body)));
    let response = stage.emulator.clone().oneshot(request.unwrap()).await.unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let mut json: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(json["ok"], true, "{json}");
    json["result"].take()
}

async fn started() -> Stage {
    let stage = Stage::new().await;
    stage.send("hi").await;
    stage
}

/// Source: `Client::get_link_preview_options`, `JsonLinkPreviewOptions`, and the link previews of
/// `get_message_content` and `get_message_content_object` in `MessageContent.cpp`.
#[tokio::test]
async fn messages_with_links_have_the_options_of_their_previews() {
    let stage = started().await;
    let all = json!({
        "is_disabled": true, "url": "https://a.test", "prefer_small_media": true,
        "prefer_large_media": true, "show_above_text": true,
    });
    let options = |options: Value| json!({"link_preview_options": options});
    let table = [
        (options(all.clone()), json!({"is_disabled": true, "show_above_text": true})),
        (
            options(json!({"prefer_large_media": true, "url": "https://b.test"})),
            json!({"prefer_large_media": true, "url": "https://b.test"}),
        ),
        (
            options(json!({"show_above_text": true, "url": "", "is_disabled": false})),
            json!({"show_above_text": true, "url": "https://a.test"}),
        ),
        (json!({"disable_web_page_preview": true}), json!({"is_disabled": true})),
        (json!({"disable_web_page_preview": false}), json!({"url": "https://a.test"})),
        (options(json!({})), json!({"url": "https://a.test"})),
        (json!({}), json!({"url": "https://a.test"})),
        (json!({"text": "💡 example.org"}), json!({"url": "http://example.org"})),
        (
            json!({"text": "<a href='https://c.test/'>c</a>", "parse_mode": "HTML"}),
            json!({"url": "https://c.test/"}),
        ),
        // Without a link, only the place of a preview is kept.
        (
            json!({"text": "x", "link_preview_options": {
                "is_disabled": true, "prefer_small_media": true, "show_above_text": true,
            }}),
            json!({"show_above_text": true}),
        ),
        (json!({"text": "x"}), Value::Null),
    ];
    for (mut params, expected) in table {
        params["chat_id"] = json!(stage.alice);
        if params["text"].is_null() {
            params["text"] = json!("https://a.test");
        }
        let sent = stage.call("sendMessage", params.clone()).await.unwrap();
        assert_eq!(sent["link_preview_options"], expected, "{params}");
    }
    let options = json!({"show_above_text": true});
    let sent = json!({"chat_id": stage.alice, "text": "x", "link_preview_options": options});
    let sent = stage.call("sendMessage", sent).await.unwrap()["message_id"].clone();
    let edit = json!({"chat_id": stage.alice, "message_id": sent, "text": "x"});
    let edited = stage.call("editMessageText", edit).await.unwrap();
    assert_eq!(edited["link_preview_options"], Value::Null);
}

#[tokio::test]
async fn private_chats_show_effects() {
    let stage = started().await;
    let group = stage.chat("supergroup").await;
    let send = async |chat: i64, mut params: Value| {
        params["chat_id"] = json!(chat);
        params["text"] = json!("x");
        stage.call("sendMessage", params).await.unwrap()
    };
    let effect = json!({"message_effect_id": "5104841245755180586"});
    let sent = send(stage.alice, effect.clone()).await;
    assert_eq!(sent["effect_id"], "5104841245755180586");
    assert_eq!(send(group, effect).await["effect_id"], Value::Null);
    let copy = json!({
        "chat_id": stage.alice, "from_chat_id": stage.alice, "message_id": sent["message_id"],
    });
    let copied = stage.call("forwardMessage", copy).await.unwrap();
    assert_eq!(copied["effect_id"], Value::Null, "a forwarded message has no effect");
}

#[tokio::test]
async fn a_sticker_has_its_emoji_and_its_format() {
    let stage = started().await;
    let fields = [("chat_id", stage.alice.to_string()), ("emoji", "👍".to_owned())];
    let webp: &[u8] = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\xff\x01\0\xff\0\0";
    let table = [
        (webp, [false, false], [512, 256]),
        (b"\x1f\x8b\x08", [true, false], [640, 480]),
        (b"\x1a\x45\xdf\xa3", [false, true], [640, 480]),
    ];
    for (content, [is_animated, is_video], [width, height]) in table {
        let sent = upload(&stage, "sendSticker", &fields, &[("sticker", content)]).await;
        let sticker = &sent["sticker"];
        let found = ["emoji", "is_animated", "is_video", "width", "height"];
        assert_eq!(
            found.map(|name| sticker[name].clone()),
            [json!("👍"), json!(is_animated), json!(is_video), json!(width), json!(height)],
        );
    }
}

#[tokio::test]
async fn each_size_of_a_photo_is_a_file() {
    let stage = started().await;
    let fields = [("chat_id", stage.alice.to_string())];
    let sent = upload(&stage, "sendPhoto", &fields, &[("photo", PNG)]).await;
    let sizes = sent["photo"].as_array().unwrap();
    let dimensions: Vec<_> =
        sizes.iter().map(|size| (size["width"].as_i64(), size["height"].as_i64())).collect();
    let expected = [(90, 45), (320, 160), (800, 400), (1000, 500)];
    assert_eq!(dimensions, expected.map(|(width, height)| (Some(width), Some(height))));
    for size in sizes {
        let file = stage.call("getFile", json!({"file_id": size["file_id"]})).await.unwrap();
        for name in ["file_id", "file_unique_id", "file_size"] {
            assert_eq!(file[name], size[name]);
        }
        let again = json!({"chat_id": stage.alice, "photo": size["file_id"]});
        assert_eq!(stage.call("sendPhoto", again).await.unwrap()["photo"], sent["photo"]);
    }
    let mut ids: Vec<_> = sizes.iter().map(|size| size["file_unique_id"].as_str()).collect();
    ids.dedup();
    assert_eq!(ids.len(), 4, "each has its own id");
    let id = sizes[0]["file_id"].as_str().unwrap();
    let unknown = json!({"file_id": format!("{}_w", id.trim_end_matches("_s"))});
    assert_eq!(stage.refusal("getFile", unknown).await, "invalid file_id");
}

#[tokio::test]
async fn items_of_albums_have_their_own_thumbnails() {
    let stage = started().await;
    let item = |name: &str, thumbnail: Option<&str>| {
        let thumbnail = thumbnail.map(|name| format!("attach://{name}"));
        json!({"type": "video", "media": format!("attach://{name}"), "thumbnail": thumbnail})
    };
    let media = json!([item("a", Some("t")), item("b", None)]);
    let fields = [("chat_id", stage.alice.to_string()), ("media", media.to_string())];
    let video: &[u8] = b"\0\0\0\x20ftypisom";
    let files = [("a", video), ("b", video), ("t", PNG)];
    let sent = upload(&stage, "sendMediaGroup", &fields, &files).await;
    let thumbnail = &sent[0]["video"]["thumbnail"];
    assert_eq!((&thumbnail["width"], &thumbnail["height"]), (&json!(1000), &json!(500)));
    assert_eq!(sent[1]["video"]["thumbnail"], Value::Null);
}

#[tokio::test]
async fn the_content_of_a_file_decides_its_kind_and_media_type() {
    let stage = started().await;
    let table: [(&str, &str, &[u8], &str, &str); 9] = [
        ("sendDocument", "document", GIF, "animation", "image/gif"),
        ("sendDocument", "document", PNG, "document", "image/png"),
        ("sendDocument", "document", b"hello", "document", "application/octet-stream"),
        ("sendAnimation", "animation", GIF, "animation", "image/gif"),
        ("sendAnimation", "animation", b"\0\0\0\x20ftypisom", "animation", "video/mp4"),
        ("sendVoice", "voice", b"OggS\0", "voice", "audio/ogg"),
        ("sendVoice", "voice", b"fLaC\0", "audio", "audio/flac"),
        ("sendAudio", "audio", b"ID3\x04", "audio", "audio/mpeg"),
        ("sendAudio", "audio", PNG, "document", "image/png"),
    ];
    for (method, name, content, kind, media_type) in table {
        let fields = [("chat_id", stage.alice.to_string())];
        let sent = upload(&stage, method, &fields, &[(name, content)]).await;
        assert_eq!(sent[kind]["mime_type"], media_type, "{method} {sent}");
        assert_eq!(sent["document"].is_object(), ["animation", "document"].contains(&kind));
    }
    let fields = [
        ("chat_id", stage.alice.to_string()),
        ("disable_content_type_detection", "true".to_owned()),
    ];
    let sent = upload(&stage, "sendDocument", &fields, &[("document", GIF)]).await;
    assert_eq!(sent["animation"], Value::Null);
    let again = json!({"chat_id": stage.alice, "document": sent["document"]["file_id"]});
    let again = stage.call("sendDocument", again).await.unwrap();
    assert_eq!((&again["animation"], &again["document"]), (&Value::Null, &sent["document"]));
}

#[tokio::test]
async fn a_video_that_is_sent_as_a_voice_message_has_no_thumbnail() {
    let stage = started().await;
    let chat = ("chat_id", stage.alice.to_string());
    let fields = [chat.clone(), ("thumbnail", "attach://small".to_owned())];
    let files: [(&str, &[u8]); 2] = [("video", b"film"), ("small", PNG)];
    let video = upload(&stage, "sendVideo", &fields, &files).await["video"].take();
    assert_eq!(video["thumbnail"]["width"], 1000);
    let fields = [chat, ("voice", video["file_id"].as_str().unwrap().to_owned())];
    let voice = upload(&stage, "sendVoice", &fields, &[]).await["voice"].take();
    let expected = json!({
        "file_id": video["file_id"], "file_unique_id": video["file_unique_id"], "file_size": 4,
        "duration": 0, "mime_type": video["mime_type"],
    });
    assert_eq!(voice, expected);
}

#[tokio::test]
async fn the_keyboard_of_an_invoice_or_a_game_begins_with_its_button() {
    let stage = started().await;
    let invoice = json!({
        "chat_id": stage.alice, "title": "T", "description": "D", "payload": "p",
        "currency": "XTR", "prices": [{"label": "a", "amount": 3}],
    });
    let game = json!({"chat_id": stage.alice, "game_short_name": "chess"});
    let other = json!({"text": "Other", "callback_data": "o"});
    let table = [
        (
            "sendInvoice",
            invoice,
            json!({"text": "Pay", "pay": true}),
            json!({"text": "Buy", "pay": true}),
            "REPLY_MARKUP_BUY_EMPTY",
        ),
        (
            "sendGame",
            game,
            json!({"text": "Play chess", "callback_game": {}}),
            json!({"text": "Go", "callback_game": {}}),
            "REPLY_MARKUP_GAME_EMPTY",
        ),
    ];
    for (method, params, default, own, why) in table {
        let with = |rows: Value| {
            let mut params = params.clone();
            params["reply_markup"] = json!({"inline_keyboard": rows});
            params
        };
        let sent = stage.call(method, params.clone()).await.unwrap();
        assert_eq!(sent["reply_markup"], json!({"inline_keyboard": [[default]]}));
        let rows = json!([[own], [other]]);
        let sent = stage.call(method, with(rows.clone())).await.unwrap();
        assert_eq!(sent["reply_markup"], json!({"inline_keyboard": rows}));
        assert_eq!(stage.refusal(method, with(json!([[other]]))).await, why);
        let second = with(json!([[other], [own]]));
        assert_eq!(stage.refusal(method, second).await, "BUTTON_POS_INVALID");
    }
}
