//! The sizes of photos, which the feature `photos` scales.

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::{
    photos::{file, picture},
    support::{Stage, TOKEN},
};

/// Downloads a file as the bot.
async fn download(stage: &Stage, id: &Value) -> Bytes {
    let file = stage.call("getFile", json!({"file_id": id})).await.unwrap();
    let path = file["file_path"].as_str().unwrap();
    let uri = format!("http://emulator.test/file/bot{TOKEN}/{path}");
    let request = Request::get(uri).body(Full::new(Bytes::new())).unwrap();
    let response = stage.emulator.clone().oneshot(request).await.unwrap();
    let content = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(file["file_size"], content.len());
    content
}

/// Source: `Client::JsonPhoto`: each size is a file of its own.
#[tokio::test]
async fn the_sizes_of_a_photo_are_scaled_pictures() {
    let stage = Stage::new().await;
    let whole = picture(640, 480);
    let message = file(&stage, "photo", &whole).await;
    let sizes = message["photo"].as_array().unwrap();
    let mut dimensions = Vec::new();
    for size in sizes {
        let content = download(&stage, &size["file_id"]).await;
        assert_eq!(size["file_size"], content.len());
        let picture = image::load_from_memory(&content).unwrap();
        assert_eq!(
            (&size["width"], &size["height"]),
            (&json!(picture.width()), &json!(picture.height()))
        );
        dimensions.push((picture.width(), picture.height()));
    }
    assert_eq!(dimensions, [(90, 68), (320, 240), (640, 480)]);
    assert_eq!(download(&stage, &sizes[2]["file_id"]).await, whole);
    // A smaller size is sent as the photo.
    let again = json!({"chat_id": stage.alice, "photo": sizes[0]["file_id"]});
    let again = stage.call("sendPhoto", again).await.unwrap();
    assert_eq!(again["photo"], message["photo"]);
}

#[tokio::test]
async fn a_photo_that_is_too_large_is_scaled_down() {
    let stage = Stage::new().await;
    let message = file(&stage, "photo", &picture(3000, 30)).await;
    let largest = message["photo"].as_array().unwrap().last().unwrap();
    assert_eq!((&largest["width"], &largest["height"]), (&json!(1280), &json!(13)));
    let content = download(&stage, &largest["file_id"]).await;
    let picture = image::load_from_memory(&content).unwrap();
    assert_eq!((picture.width(), picture.height()), (1280, 13));
}

/// Telegram renders the thumbnail of a picture, and scales other thumbnails down to 320 pixels.
#[tokio::test]
async fn thumbnails_have_at_most_320_pixels() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let send = async |content: &[u8], thumbnail: (u32, u32)| {
        let params = json!({
            "chat_id": stage.alice, "document": "attach://d", "thumbnail": "attach://t",
        });
        let thumbnail = picture(thumbnail.0, thumbnail.1);
        let files = [("d", content), ("t", &*thumbnail)];
        let sent = stage.form("sendDocument", &params, &files).await.unwrap();
        let thumbnail = sent["document"]["thumbnail"].clone();
        let content = download(&stage, &thumbnail["file_id"]).await;
        assert_eq!(thumbnail["file_size"], content.len());
        let picture = image::load_from_memory(&content).unwrap();
        assert_eq!(
            (&thumbnail["width"], &thumbnail["height"]),
            (&json!(picture.width()), &json!(picture.height())),
        );
        (picture.width(), picture.height())
    };
    assert_eq!(send(b"text", (100, 50)).await, (100, 50));
    assert_eq!(send(b"text", (640, 480)).await, (320, 240));
    assert_eq!(send(&picture(300, 600), (50, 50)).await, (160, 320));
    assert_eq!(send(&picture(30, 60), (50, 50)).await, (30, 60));
}
