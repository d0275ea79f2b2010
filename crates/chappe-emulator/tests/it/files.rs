//! Uploads and downloads of files.

use chappe_types::{AlbumMedia, InputMediaPhoto, SendDocument, SendMediaGroup, SendPhoto, Upload};
use serde_json::json;

use crate::support::{Stage, TOKEN};

#[tokio::test]
async fn an_uploaded_file_can_be_downloaded() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let bot = stage.bot();
    let upload = Upload::bytes("a \"b\".txt", &b"\r\n--bytes--\0\xff"[..]);
    let sent = bot.send(SendDocument::new(stage.alice, upload).caption("c")).await.unwrap();
    let document = sent.document.as_ref().unwrap();
    assert_eq!(document.file_name.as_deref(), Some("a  b.txt"));
    let bytes = bot.download(&**document).bytes().await.unwrap();
    assert_eq!(&*bytes, b"\r\n--bytes--\0\xff");
    let again = bot.send(SendDocument::new(stage.alice, document.file_id.clone())).await.unwrap();
    assert_eq!(again.document.as_ref().unwrap().file_id, document.file_id);
}

#[tokio::test]
async fn pictures_have_their_size_and_albums_share_an_id() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x07\0\0\0\x05".to_vec();
    let picture = || Upload::bytes("a.png", png.clone());
    let sent = stage.bot().send(SendPhoto::new(stage.alice, picture())).await.unwrap();
    let photo = sent.photo.as_ref().unwrap().last().unwrap();
    assert_eq!((photo.width, photo.height), (7, 5));
    let media = || AlbumMedia::from(InputMediaPhoto::new(picture()));
    let album = SendMediaGroup::new(stage.alice, vec![media(), media()]);
    let sent = stage.bot().send(album).await.unwrap();
    assert_eq!(sent.len(), 2);
    assert!(sent[0].media_group_id.is_some());
    assert_eq!(sent[0].media_group_id, sent[1].media_group_id);
    let alone = SendMediaGroup::new(stage.alice, vec![media()]);
    let sent = stage.bot().send(alone).await.unwrap();
    assert_eq!((sent.len(), &sent[0].media_group_id), (1, &None));
}

#[tokio::test]
async fn users_send_files_too() {
    let stage = Stage::new().await;
    let media =
        json!({"type": "document", "file": "aGVsbG8=", "file_name": "a.txt", "caption": "/look"});
    stage.post("messages", json!({"from": stage.alice, "media": media})).await;
    let updates = stage.updates().await;
    let message = &updates[0]["message"];
    assert_eq!(message["caption"], "/look");
    let id = chappe_types::FileId::from(message["document"]["file_id"].as_str().unwrap());
    assert_eq!(stage.bot().download(id).bytes().await.unwrap(), "hello");
}

#[tokio::test]
async fn nothing_in_a_file_runs_on_the_page_of_the_emulator() {
    let stage = Stage::new().await;
    let media = json!({
        "type": "document", "file_name": "page.html", "mime_type": "text/html",
        "file": "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    });
    let sent = json!({"bot": TOKEN, "from": stage.alice, "media": media});
    let id = stage.post("messages", sent).await["document"]["file_id"].clone();
    let file = stage.call("getFile", json!({"file_id": id})).await.unwrap();
    let paths = [
        format!("/emu/v1/files/{}", id.as_str().unwrap()),
        format!("/file/bot{TOKEN}/{}", file["file_path"].as_str().unwrap()),
    ];
    for path in paths {
        let request = http::Request::get(path).body(http_body_util::Empty::<bytes::Bytes>::new());
        let answer = tower::ServiceExt::oneshot(stage.emulator.clone(), request.unwrap()).await;
        let headers = answer.unwrap().headers().clone();
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["content-security-policy"], "default-src 'none'; sandbox");
    }
}

/// Source: `HttpReader::parse_multipart_form_data` and `clean_filename`.
#[tokio::test]
async fn file_names_are_parsed_from_raw_bytes_as_telegram_does() {
    let stage = Stage::new().await;
    stage.send("hi").await;
    // The bytes between the quotes.
    let table: [(&[u8], Result<&str, &str>); 9] = [
        (b"abc;.txt", Ok("abc;.txt")),
        (b"Tic \\\"Tac\\\" Toe.srt", Ok("Tic  Tac  Toe.srt")),
        ("测试.txt".as_bytes(), Ok("测试.txt")),
        (b"My%20Report.pdf", Ok("My Report.pdf")),
        (b"100%25.txt", Ok("100%.txt")),
        (b"a%2Fb.txt", Ok("b.txt")),
        (b"dir\\file.txt", Ok("dirfile.txt")),
        (b"dir\\\\file.txt", Ok("file.txt")),
        (b"tail\\", Err("unclosed quoted string in Content-Disposition header")),
    ];
    for (name, expected) in table {
        let mut body = Vec::new();
        body.extend_from_slice(b"--x\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n");
        body.extend_from_slice(stage.alice.to_string().as_bytes());
        body.extend_from_slice(
            b"\r\n--x\r\nContent-Disposition: form-data; name=\"document\"; filename=\"",
        );
        body.extend_from_slice(name);
        body.extend_from_slice(b"\"\r\n\r\nhello\r\n--x--\r\n");
        let request = http::Request::post(format!("/bot{TOKEN}/sendDocument"))
            .header("content-type", "multipart/form-data; boundary=x")
            .body(http_body_util::Full::new(bytes::Bytes::from(body)));
        let answer = tower::ServiceExt::oneshot(stage.emulator.clone(), request.unwrap()).await;
        let answer = http_body_util::BodyExt::collect(answer.unwrap().into_body()).await.unwrap();
        let answer: serde_json::Value = serde_json::from_slice(&answer.to_bytes()).unwrap();
        let read = match answer["result"]["document"]["file_name"].as_str() {
            Some(name) => Ok(name.to_owned()),
            None => Err((answer["error_code"].clone(), answer["description"].clone())),
        };
        let expected = expected.map(str::to_owned);
        let expected = expected.map_err(|why| (json!(400), json!(format!("Bad Request: {why}"))));
        assert_eq!(read, expected, "{}", String::from_utf8_lossy(name));
    }
}
