//! Photos, live photos, and the kinds of files.

use std::io::Cursor;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::support::{Stage, TOKEN, file_url};

/// A red picture as PNG.
pub(crate) fn picture(width: u32, height: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_pixel(width, height, image::Rgb([200, 0, 0]));
    let mut written = Cursor::new(Vec::new());
    picture.write_to(&mut written, image::ImageFormat::Png).unwrap();
    written.into_inner()
}

/// A message of Alice with a file.
pub(crate) async fn file(stage: &Stage, kind: &str, content: &[u8]) -> Value {
    let media = json!({"type": kind, "file": STANDARD.encode(content)});
    stage.post("messages", json!({"from": stage.alice, "media": media})).await
}

/// Source: `Client::process_send_live_photo_query` and `JsonLivePhoto`.
#[tokio::test]
async fn a_live_photo_is_a_video_with_a_photo() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let photo = json!({"chat_id": stage.alice, "photo": "https://a.org/a.jpg"});
    assert_eq!(
        stage.refusal("sendLivePhoto", photo).await,
        "there is no live photo in the request",
    );
    let form = [
        ("chat_id", None, stage.alice.to_string().into_bytes()),
        ("caption", None, b"sea".to_vec()),
        ("live_photo", Some("a.mp4"), b"\0\0\0\x20ftypisom".to_vec()),
        ("photo", Some("a.png"), picture(80, 60)),
    ];
    let mut body = Vec::new();
    for (name, file, content) in form {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        let head = format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend([head.as_bytes(), &content, b"\r\n"].concat());
    }
    body.extend(b"--b--\r\n");
    let request = Request::post(format!("http://emulator.test/bot{TOKEN}/sendLivePhoto"))
        .header("content-type", "multipart/form-data; boundary=b")
        .body(Full::new(Bytes::from(body)))
        .unwrap();
    let response = stage.emulator.clone().oneshot(request).await.unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let sent: Value = serde_json::from_slice(&body).unwrap();
    let message = &sent["result"];
    let live = &message["live_photo"];
    assert_eq!(
        *live,
        json!({
            "file_id": live["file_id"], "file_unique_id": live["file_unique_id"],
            "file_size": 12, "width": 640, "height": 480, "duration": 0,
            "mime_type": "video/mp4", "photo": message["photo"],
        }),
        "{sent}",
    );
    assert_eq!((&message["photo"][0]["width"], &message["caption"]), (&json!(80), &json!("sea")));
    let picture = message["photo"][0]["file_id"].clone();
    let again = json!({"chat_id": stage.alice, "live_photo": live["file_id"], "photo": picture});
    let again = stage.call("sendLivePhoto", again).await.unwrap();
    assert_eq!((&again["live_photo"], &again["photo"]), (live, &message["photo"]));
}

/// Source: `Client::process_send_live_photo_query`.
#[tokio::test]
async fn a_live_photo_of_a_known_video_has_the_picture_that_is_given() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let video = file(&stage, "video", b"\0\0\0\x20ftypisom").await["video"]["file_id"].clone();
    let picture = file(&stage, "photo", &picture(80, 60)).await["photo"].clone();
    let without = json!({"chat_id": stage.alice, "live_photo": video});
    assert_eq!(
        stage.refusal("sendLivePhoto", without.clone()).await,
        "there is no photo in the request",
    );
    let mut with = without;
    with["photo"] = picture[0]["file_id"].clone();
    let sent = stage.call("sendLivePhoto", with).await.unwrap();
    assert_eq!((&sent["photo"], &sent["live_photo"]["photo"]), (&picture, &picture));
}

#[tokio::test]
async fn files_of_people_are_of_the_kind_that_their_content_shows() {
    let stage = Stage::new().await;
    let table: [(&str, &[u8], &str); 4] = [
        ("document", b"GIF89a\x01\0\x01\0", "animation"),
        ("voice", b"fLaC\0", "audio"),
        ("video", b"%PDF-1.7", "document"),
        ("audio", b"ID3\x04", "audio"),
    ];
    for (sent_as, content, kind) in table {
        let message = file(&stage, sent_as, content).await;
        assert!(message[kind].is_object(), "{sent_as}: {message}");
    }
}

/// Source: `Client::get_input_poll_media` and `JsonPollMedia`.
#[tokio::test]
async fn polls_have_media() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let photo = json!({"type": "photo", "media": file_url("photo")});
    let place = json!({"type": "location", "latitude": 1.5, "longitude": 2.5});
    let link = json!({"type": "link", "url": "https://a.org"});
    let poll = json!({
        "chat_id": stage.alice, "question": "?", "media": photo, "type": "quiz",
        "correct_option_ids": [0], "explanation": "so", "explanation_media": place,
        "options": [{"text": "a", "media": link}, {"text": "b"}],
    });
    let sent = stage.call("sendPoll", poll.clone()).await.unwrap()["poll"].take();
    let place = json!({"location": {"latitude": 1.5, "longitude": 2.5}});
    assert_eq!(
        (&sent["explanation_media"], &sent["options"][0]["media"], &sent["options"][1]["media"]),
        (&place, &json!({"link": {"url": "https://a.org"}}), &Value::Null),
    );
    assert_eq!(sent["media"]["photo"][2]["width"], 512);
    let mut wrong = poll.clone();
    wrong["media"] = link;
    let refused = stage.refusal("sendPoll", wrong).await;
    assert!(
        refused.contains("InputPollMedia") || refused.starts_with("can't parse media"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_live_photo_that_is_sent_as_a_document_has_one_thumbnail() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let parts: [(&str, &[u8]); 2] = [("v", b"\0\0\0\x20ftypisom"), ("p", &picture(80, 60))];
    let media = json!([{"type": "live_photo", "media": "attach://v", "photo": "attach://p"}]);
    let fields = json!({"chat_id": stage.alice, "media": media});
    let sent = stage.form("sendMediaGroup", &fields, &parts).await.unwrap();
    let live = sent[0]["live_photo"].clone();
    let media = json!([{"type": "document", "media": live["file_id"]}]);
    let sent = stage.call("sendMediaGroup", json!({"chat_id": stage.alice, "media": media})).await;
    assert_eq!(sent.unwrap()[0]["document"]["thumbnail"], live["photo"][0]);
}
