//! Uploads.

use std::{
    io,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use chappe_client::{
    Call, Error, encode_multipart, upload_reader, upload_reader_with, upload_stream,
};
use chappe_types::{
    AlbumMedia, InputMediaPhoto, InputMediaVideo, SendDocument, SendMediaGroup, Upload,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::time::Instant;
use wire::{Received, ok, retry_after};

use crate::support::{bot, server};

/// A file that is removed on drop.
struct TempFile(PathBuf);

impl TempFile {
    fn new(name: &str, content: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("chappe-{}-{name}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        Self(path)
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Sends a document; returns the request that the server received.
async fn sent(upload: Upload) -> Received {
    let server = server(|_, _| async { None });
    bot(&server).send(SendDocument::new(7, upload).caption("a \"caption\"")).await.unwrap();
    server.received().remove(0)
}

#[tokio::test(start_paused = true)]
async fn files_are_sent_from_any_source() {
    let long = Bytes::from(b"0123456789".repeat(30_000));
    let file = TempFile::new("long.bin", &long);
    let name = file.0.file_name().unwrap().to_str().unwrap().to_owned();
    let again = long.clone();
    let open = move || Ok(io::Cursor::new(again.clone()));
    let chunks: Vec<Result<Bytes, io::Error>> =
        long.chunks(7001).map(|c| Ok(Bytes::copy_from_slice(c))).collect();
    let uploads = [
        (Upload::bytes("b", long.clone()), "b", true),
        (Upload::path(&file.0), &*name, true),
        (upload_reader("r", io::Cursor::new(long.clone())), "r", false),
        (upload_reader_with("w", Some(300_000), open.clone()), "w", true),
        (upload_reader_with("w", None, open), "w", false),
        (upload_stream("s", Chunks(chunks.into_iter())), "s", false),
    ];
    for (upload, name, is_known) in uploads {
        let part = upload.part().to_owned();
        let received = sent(upload).await;
        assert_eq!(received.files, [(part.clone(), name.to_owned(), long.clone())], "{name}");
        let attached = format!("attach://{part}");
        assert_eq!(
            received.params,
            json!({"chat_id": "7", "document": attached, "caption": "a \"caption\""}),
        );
        let length = received.headers.get("content-length").map(|length| length.to_str().unwrap());
        let body = received.body.len().to_string();
        assert_eq!(length, is_known.then_some(&*body), "{name}");
    }
}

/// A stream of chunks.
struct Chunks(std::vec::IntoIter<Result<Bytes, io::Error>>);

impl futures_core::Stream for Chunks {
    type Item = Result<Bytes, io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.next())
    }
}

#[tokio::test(start_paused = true)]
async fn an_album_names_its_parts_and_sends_each_once() {
    let server = server(|_, _| async { Some(ok(json!([]))) });
    let (one, cover) = (Upload::bytes("1.jpg", &b"one"[..]), Upload::bytes("c.jpg", &b"cover"[..]));
    let album = vec![
        AlbumMedia::from(InputMediaPhoto::new(one.clone())),
        AlbumMedia::from(InputMediaVideo::new(one.clone()).thumbnail(cover.clone())),
    ];
    bot(&server).send(SendMediaGroup::new(7, album)).await.unwrap();
    let received = server.received().remove(0);
    let attached = |upload: &Upload| format!("attach://{}", upload.part());
    let media: Value = serde_json::from_str(received.params["media"].as_str().unwrap()).unwrap();
    assert_eq!(
        media,
        json!([
            {"type": "photo", "media": attached(&one)},
            {"type": "video", "media": attached(&one), "thumbnail": attached(&cover)},
        ]),
    );
    let names: Vec<&str> = received.files.iter().map(|(_, name, _)| &**name).collect();
    assert_eq!(names, ["1.jpg", "c.jpg"]);
}

/// Returns the file names that Telegram reads when a document is sent under `name` from
/// memory, from a stream, and in a form in memory.
async fn names_read(name: &str) -> [String; 3] {
    let bytes = || Upload::bytes(name, &b"x"[..]);
    let call = Call::new(&SendDocument::new(7, bytes()));
    let (media_type, body) = encode_multipart(&call, ("method", "sendDocument")).unwrap();
    let (params, files) = wire::read_form(media_type.to_str().unwrap(), &body).unwrap();
    let attached = format!("attach://{}", call.files()[0].part());
    assert_eq!(params, json!({"method": "sendDocument", "chat_id": "7", "document": attached}),);
    let received =
        [sent(bytes()).await.files, sent(upload_reader(name, &b"x"[..])).await.files, files];
    received.map(|files| {
        let [(_, name, content)] = &*files else { panic!("one file: {files:?}") };
        assert_eq!(&**content, b"x");
        name.clone()
    })
}

#[tokio::test(start_paused = true)]
async fn telegram_reads_the_given_file_name() {
    let names = [
        "abc;.txt",
        "Tic \"Tac\" Toe.srt",
        "测试.txt",
        "My%20Report.pdf",
        "100%25.txt",
        "a%2Fb.txt",
        "dir\\file.txt",
        "tail\\",
        "a\"; name=\"chat_id\r\n\r\n8",
        "\0\t\u{7f}\u{85}",
    ];
    for name in names {
        assert_eq!(names_read(name).await, [name; 3], "{name:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_on_disk_is_sent_under_its_own_name() {
    let file = TempFile::new("50% \"off\"\\%41.txt", b"x");
    let name = file.0.file_name().unwrap().to_str().unwrap();
    let received = sent(Upload::path(&file.0)).await;
    assert_eq!(received.files[0].1, name);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_file_name_is_read_as_given(name in r#"([%\\\\"\r\n\x00;= 0-9A-Fa-f]|\PC){0,12}"#) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let read = runtime.block_on(names_read(&name));
        prop_assert_eq!(read, [&*name; 3]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_repeatable_upload_is_retried_completely() {
    let file = TempFile::new("again.txt", b"on a disk");
    let opened = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&opened);
    let open = move || {
        counts.fetch_add(1, Ordering::Relaxed);
        Ok(&b"opened anew"[..])
    };
    let uploads = [
        Upload::bytes("b", &b"in memory"[..]),
        Upload::path(&file.0),
        upload_reader_with("w", None, open),
    ];
    for upload in uploads {
        let server = server(|_, number| async move { (number == 0).then(|| retry_after(2)) });
        bot(&server).send(SendDocument::new(7, upload)).await.unwrap();
        let received = server.received();
        assert_eq!(received.len(), 2);
        assert_eq!(received[0].files, received[1].files);
    }
    assert_eq!(opened.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_was_read_is_not_retried() {
    let server = server(|_, _| async { Some(retry_after(2)) });
    let start = Instant::now();
    let upload = upload_reader("r", &b"once"[..]);
    let error = bot(&server).send(SendDocument::new(7, upload)).await.unwrap_err();
    assert!(error.is_too_many_requests());
    assert_eq!((server.methods().len(), start.elapsed().as_secs()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_file_that_cannot_be_read_is_not_sent() {
    let server = server(|_, _| async { None });
    let bot = bot(&server);
    let fails = || Err::<&[u8], _>(io::Error::from(io::ErrorKind::NotFound));
    let missing = Upload::path("/no/such/file");
    let folder = Upload::path(std::env::temp_dir());
    for upload in [missing, folder, upload_reader_with("w", None, fails)] {
        let error: Error = bot.send(SendDocument::new(7, upload)).await.unwrap_err();
        assert!(error.is_upload(), "{error}");
    }
    assert_eq!(server.methods().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_file_shorter_than_its_length_is_an_error() {
    let server = server(|_, _| async { None });
    let upload = upload_reader_with("w", Some(100), || Ok(&b"short"[..]));
    let error = bot(&server).send(SendDocument::new(7, upload)).await.unwrap_err();
    assert!(error.is_ambiguous(), "{error}");
    assert_eq!(server.methods().len(), 0);
}
