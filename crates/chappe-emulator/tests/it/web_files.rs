//! Files that bots send by URL, from a server of the test.

use base64::Engine as _;
use serde_json::{Value, json};

use crate::support::{Stage, serve_files};

/// The start of a PNG of 7 × 5 pixels.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x07\0\0\0\x05";
const GIF: &[u8] = b"GIF89a\x07\0\x05\0";
const PDF: &[u8] = b"%PDF-1.7";
const MP4: &[u8] = b"\0\0\0\x20ftypisom";
const OGG: &[u8] = b"OggS\0";
const WEBP: &[u8] = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\xff\x01\0\xff\x01\0";

fn server() -> String {
    let file = |name, media_type, content: &[u8]| (name, media_type, content.to_vec());
    serve_files(vec![
        file("/a%20b.png", "image/png", PNG),
        file("/a.gif", "image/gif", GIF),
        file("/a.pdf", "application/octet-stream", PDF),
        file("/a.mp4", "video/mp4", MP4),
        file("/a.ogg", "audio/ogg; codecs=opus", OGG),
        file("/a.mp3", "audio/mpeg", b"unknown"),
        file("/a.webp", "image/webp", WEBP),
        file("/page.html", "text/html", b"<html>"),
        file("/empty.png", "image/png", b""),
        file("/moved", "redirect", b"/a.gif"),
        file("/away", "redirect", b"http://192.0.2.1/a.gif"),
        file("/loop", "redirect", b"/loop"),
        ("/large.png", "image/png", [PNG, &vec![0; 5 << 20]].concat()),
        ("/large.gif", "image/gif", [GIF, &vec![0; 5 << 20]].concat()),
    ])
}

/// Source: Bot API 10.3, [sending files](https://core.telegram.org/bots/api#sending-files).
#[tokio::test]
async fn files_on_the_web_are_fetched_and_sent() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let server = server();
    let table: [(&str, &str, &str, &str, &[u8]); 8] = [
        ("sendPhoto", "photo", "/a%20b.png", "photo", PNG),
        ("sendDocument", "document", "/a.pdf", "document", PDF),
        ("sendDocument", "document", "/a.gif#end", "animation", GIF),
        ("sendAnimation", "animation", "/moved", "animation", GIF),
        ("sendVideo", "video", "/a.mp4", "video", MP4),
        ("sendVoice", "voice", "/a.ogg", "voice", OGG),
        ("sendAudio", "audio", "/a.mp3", "audio", b"unknown"),
        ("sendSticker", "sticker", "/a.webp", "sticker", WEBP),
    ];
    for (method, parameter, path, kind, content) in table {
        let params = json!({"chat_id": stage.alice, parameter: format!("{server}{path}")});
        let sent = stage.call(method, params).await.unwrap();
        let media = &sent[kind];
        let media = if kind == "photo" { &media[0] } else { media };
        let id: chappe_types::FileId = serde_json::from_value(media["file_id"].clone()).unwrap();
        assert_eq!(&*stage.bot().download(id).bytes().await.unwrap(), content, "{path}");
        assert_eq!(media["file_size"], content.len());
    }
    let photo = json!({"type": "photo", "media": format!("{server}/a%20b.png")});
    let video = json!({"type": "video", "media": format!("{server}/a.mp4")});
    let album = json!({"chat_id": stage.alice, "media": [photo, video]});
    let album = stage.call("sendMediaGroup", album).await.unwrap();
    assert_eq!(
        (&album[0]["photo"][0]["width"], &album[1]["video"]["file_name"]),
        (&json!(7), &json!("a.mp4"))
    );
    let edited = json!({
        "chat_id": stage.alice, "message_id": album[0]["message_id"],
        "media": {"type": "photo", "media": format!("{server}/a.webp")},
    });
    let edited = stage.call("editMessageMedia", edited).await.unwrap();
    assert_eq!(edited["photo"].as_array().unwrap().last().unwrap()["width"], 512);
}

/// Source: `Client::fail_query_with_error`; `FileManager::from_persistent_id`;
/// `StickersManager::prepare_input_file`.
#[tokio::test]
async fn urls_without_a_file_of_the_kind_are_refused() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let server = server();
    let (failed, wrong) = ("failed to get HTTP URL content", "wrong type of the web page content");
    let table = [
        ("photo", format!("{server}/none.png"), failed),
        ("photo", format!("{server}/large.png"), failed),
        ("photo", format!("{server}/loop"), failed),
        ("animation", format!("{server}/away"), failed),
        ("photo", "http://192.0.2.1/a.png".to_owned(), failed),
        ("photo", "https://example.org/a.png".to_owned(), failed),
        ("photo", "example.org/a.png".to_owned(), failed),
        ("photo", format!("{server}/page.html"), wrong),
        ("photo", format!("{server}/empty.png"), wrong),
        ("photo", format!("{server}/a.mp4"), wrong),
        ("document", format!("{server}/page.html"), wrong),
        ("video", format!("{server}/a.gif"), wrong),
        ("video_note", format!("{server}/a.mp4"), "wrong file identifier/HTTP URL specified"),
        ("photo", "http://a b.test/".to_owned(), "wrong HTTP URL specified"),
    ];
    for (kind, url, why) in table {
        let method = match kind {
            "photo" => "sendPhoto",
            "document" => "sendDocument",
            "video" => "sendVideo",
            "animation" => "sendAnimation",
            _ => "sendVideoNote",
        };
        let params = json!({"chat_id": stage.alice, kind: url});
        assert_eq!(stage.refusal(method, params).await, why, "{method} {url}");
    }
    // Files that are no photos may be larger.
    let large = json!({"chat_id": stage.alice, "animation": format!("{server}/large.gif")});
    let sent = stage.call("sendAnimation", large).await.unwrap();
    assert_eq!(sent["animation"]["file_size"], GIF.len() + (5 << 20));
    let sticker = |format: &str| {
        let url = format!("{server}/a.webp");
        let sticker = json!({"sticker": url, "format": format, "emoji_list": ["👍"]});
        json!({"user_id": stage.alice, "name": "a_by_emu42_bot", "title": "A", "stickers": [sticker]})
    };
    for (format, why) in [
        ("animated", "animated stickers can't be uploaded by URL"),
        ("video", "video stickers can't be uploaded by URL"),
    ] {
        assert_eq!(stage.refusal("createNewStickerSet", sticker(format)).await, why);
    }
    assert_eq!(stage.call("createNewStickerSet", sticker("static")).await, Ok(json!(true)));
    let set = stage.call("getStickerSet", json!({"name": "a_by_emu42_bot"})).await.unwrap();
    assert_eq!(set["stickers"][0]["file_size"], Value::from(WEBP.len()));
}

#[tokio::test]
async fn tests_declare_what_urls_contain() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let cat = "https://example.org/cat.gif?size=1";
    let params = json!({"chat_id": stage.alice, "animation": format!("{cat}#end")});
    let failed = "failed to get HTTP URL content";
    assert_eq!(stage.refusal("sendAnimation", params.clone()).await, failed);
    let encode = |content: &[u8]| base64::engine::general_purpose::STANDARD.encode(content);
    let declare = async |url: &str, content: Value, media_type: &str| {
        let file = json!({"url": url, "file": content, "mime_type": media_type});
        stage.post("web_files", file).await;
    };
    declare(cat, json!(encode(GIF)), "image/gif").await;
    let sent = stage.call("sendAnimation", params.clone()).await.unwrap();
    assert_eq!(
        (&sent["animation"]["file_name"], &sent["animation"]["mime_type"]),
        (&json!("cat.gif"), &json!("image/gif")),
    );
    let page = "https://example.org/page";
    declare(page, json!(encode(b"<html>")), "text/html").await;
    let photo = json!({"chat_id": stage.alice, "photo": page});
    let why = "wrong type of the web page content";
    assert_eq!(stage.refusal("sendPhoto", photo.clone()).await, why);
    declare(page, json!(encode(&[PNG, &vec![0; 5 << 20]].concat())), "image/png").await;
    assert_eq!(stage.refusal("sendPhoto", photo).await, failed);
    declare(cat, Value::Null, "").await;
    assert_eq!(stage.refusal("sendAnimation", params).await, failed);
}
