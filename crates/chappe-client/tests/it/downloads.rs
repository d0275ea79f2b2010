//! Downloads.

use std::{
    future::Future as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use chappe_client::{ApiServer, Bot, Error};
use chappe_types::{FileId, Message, Object as _, Upload};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};
use wire::{Server, error, ok, raw};

use crate::support::{bot, builder, server};

/// A server of one file with a path, and with a size unless it is `None`.
fn files(path: &str, size: Option<u64>, content: &'static [u8]) -> Server {
    let mut file = json!({"file_id": "f", "file_unique_id": "u", "file_path": path});
    if let Some(size) = size {
        file["file_size"] = json!(size);
    }
    server(move |call, _| {
        let file: Value = file.clone();
        async move {
            Some(match &*call.method {
                "getFile" => ok(file),
                _ => raw(200, content),
            })
        }
    })
}

fn file() -> FileId {
    FileId::from("f")
}

#[tokio::test(start_paused = true)]
async fn a_downloaded_photo_is_sent_back_with_its_name_and_type() {
    let server = files("photos/a.jpg", Some(5), b"\xff\xd8\r\n\0");
    let bot = bot(&server);
    let message = json!({
        "message_id": 1,
        "date": 1,
        "chat": {"id": 7, "type": "private"},
        "photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}],
        "document": {"file_id": "d", "file_unique_id": "v"},
    });
    let message = Message::from_json(message.to_string().as_bytes()).unwrap();
    let photo = bot.download(message.largest_photo().unwrap()).bytes().await.unwrap();
    let upload = Upload::bytes("b.jpg", photo);
    let part = upload.part().to_owned();
    // The server returns a file and no message, which does not matter here.
    let _ = bot.send(message.reply_photo(upload)).await;
    let sent = server.received().remove(2);
    let photo = Bytes::from_static(b"\xff\xd8\r\n\0");
    assert_eq!(
        (&*sent.method, sent.files),
        ("sendPhoto", vec![(part.clone(), "b.jpg".to_owned(), photo)])
    );
    let head = format!(
        "Content-Disposition: form-data; name=\"{part}\"; filename=\"b.jpg\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n",
    );
    assert!(sent.body.windows(head.len()).any(|window| window == head.as_bytes()));
    // Objects in boxes have a file too.
    let document = message.document.as_ref().unwrap();
    bot.download(document).bytes().await.unwrap();
    assert_eq!(server.received()[3].params, json!({"file_id": "d"}));
}

/// A directory that is removed on drop.
struct TempDir(PathBuf);

impl TempDir {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("chappe-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_is_fetched_by_its_path() {
    let server = files("documents/my file.txt", Some(5), b"hello");
    let bytes = bot(&server).download(file()).bytes().await.unwrap();
    assert_eq!(bytes, "hello");
    let paths: Vec<String> = server.received().into_iter().map(|call| call.path).collect();
    assert_eq!(paths, ["/bot42:token/getFile", "/file/bot42:token/documents/my%20file.txt"]);
}

#[tokio::test(start_paused = true)]
async fn file_path_hostile_corpus() {
    let paths = [
        "",
        "/",
        "/etc/passwd",
        "../secret",
        "a/../../b",
        "a//b",
        "./a",
        "a/.",
        "..",
        "a\\..\\b",
        "%2e%2e/a",
        "a%2Fb",
        "a?b=c",
        "a#b",
        "a\0b",
        "a\r\nHost: evil",
        "C:\\a",
        "a/",
        "/../bot42:token/getMe",
    ];
    for path in paths {
        let server = files(path, None, b"not to be had");
        let error = bot(&server).download(file()).bytes().await.unwrap_err();
        assert!(error.is_download(), "{path:?}: {error}");
        assert_eq!(server.methods(), ["getFile"], "{path:?}");
    }
}

/// A bot of a server in local mode.
fn local(root: &Path, theirs: Option<&str>, path: &str) -> Bot {
    let server = files(path, None, b"not by HTTP");
    let api = ApiServer::new("http://telegram.test").unwrap();
    let api = match theirs {
        Some(theirs) => api.local_at(theirs, root),
        None => api.local(root),
    };
    builder(&server).server(api).build().unwrap()
}

#[tokio::test]
async fn local_mode_reads_the_file_itself() {
    let dir = TempDir::new("local");
    std::fs::create_dir(dir.0.join("photos")).unwrap();
    std::fs::write(dir.0.join("photos/a.jpg"), "a picture").unwrap();
    let path = dir.0.join("photos/a.jpg");
    let bot = local(&dir.0, None, path.to_str().unwrap());
    assert_eq!(bot.download(file()).bytes().await.unwrap(), "a picture");
    let bot =
        local(&dir.0, Some("/var/lib/telegram-bot-api"), "/var/lib/telegram-bot-api/photos/a.jpg");
    assert_eq!(bot.download(file()).bytes().await.unwrap(), "a picture");
    let small = bot.download(file()).max_size(3).bytes().await.unwrap_err();
    assert!(small.is_download());
}

#[cfg(unix)]
#[tokio::test]
async fn local_mode_escape() {
    let dir = TempDir::new("escape");
    let (root, outside) = (dir.0.join("root"), dir.0.join("outside"));
    std::fs::create_dir_all(&root).unwrap();
    std::fs::create_dir_all(&outside).unwrap();
    std::fs::write(outside.join("secret"), "secret").unwrap();
    std::os::unix::fs::symlink(&outside, root.join("link")).unwrap();
    std::os::unix::fs::symlink(outside.join("secret"), root.join("file")).unwrap();
    let within = |path: &str| format!("{}/{path}", root.display());
    let paths = [
        within("link/secret"),
        within("file"),
        within("../outside/secret"),
        within("./../outside/secret"),
        outside.join("secret").display().to_string(),
        "/etc/passwd".to_owned(),
        "relative".to_owned(),
        format!("{}-other/secret", root.display()),
        String::new(),
    ];
    for path in paths {
        let error = local(&root, None, &path).download(file()).bytes().await.unwrap_err();
        assert!(error.is_download(), "{path}: {error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_larger_than_max_size_is_refused() {
    let by_get_file = files("a", Some(100), b"");
    let error = bot(&by_get_file).download(file()).max_size(99).bytes().await.unwrap_err();
    assert!(error.is_download());
    assert_eq!(by_get_file.methods(), ["getFile"], "the size is known before the file is fetched");
    let by_header = files("a", None, b"0123456789");
    let error = bot(&by_header).download(file()).max_size(9).bytes().await.unwrap_err();
    assert!(error.is_download());
    let fits = bot(&by_header).download(file()).max_size(10).bytes().await.unwrap();
    assert_eq!(fits, "0123456789");
    let lies = files("a", Some(1), b"0123456789");
    let error = bot(&lies).download(file()).max_size(9).bytes().await.unwrap_err();
    assert!(error.is_download());
}

#[tokio::test(start_paused = true)]
async fn progress_is_reported_after_each_chunk() {
    let server = files("a", Some(5), b"hello");
    let reports = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&reports);
    let download = bot(&server).download(file());
    let download = download.on_progress(move |done, of| sink.lock().unwrap().push((done, of)));
    let mut writer = Vec::new();
    assert_eq!(download.to_writer(&mut writer).await.unwrap(), 5);
    assert_eq!(writer, b"hello");
    assert_eq!(reports.lock().unwrap().last(), Some(&(5, Some(5))));
}

#[tokio::test]
async fn a_file_is_stored_only_at_a_new_path() {
    let dir = TempDir::new("store");
    let path = dir.0.join("a.txt");
    let server = files("a", None, b"hello");
    let bot = bot(&server);
    assert_eq!(bot.download(file()).to_path(&path).await.unwrap(), 5);
    assert_eq!(std::fs::read(&path).unwrap(), b"hello");
    let taken: Error = bot.download(file()).to_path(&path).await.unwrap_err();
    assert!(taken.is_download());
    assert_eq!(std::fs::read(&path).unwrap(), b"hello");
    let too_large = dir.0.join("b.txt");
    let error = bot.download(file()).max_size(1).to_path(&too_large).await.unwrap_err();
    assert!(error.is_download());
    assert!(!too_large.exists(), "what was stored of it is removed");
}

#[tokio::test]
async fn a_dropped_download_removes_the_partial_file() {
    let dir = TempDir::new("dropped");
    let path = dir.0.join("a.txt");
    let server = server(|call, _| async move {
        if call.method.is_empty() {
            std::future::pending::<()>().await;
        }
        Some(ok(json!({"file_id": "f", "file_unique_id": "u", "file_path": "a"})))
    });
    let download = bot(&server).download(file()).to_path(&path);
    assert!(timeout(Duration::from_millis(300), download).await.is_err());
    assert!(!path.exists());
}

#[tokio::test(start_paused = true)]
async fn a_silent_server_is_a_timeout() {
    let server = server(|call, _| async move {
        if call.method.is_empty() {
            std::future::pending::<()>().await;
        }
        Some(ok(json!({"file_id": "f", "file_unique_id": "u", "file_path": "a"})))
    });
    let start = Instant::now();
    let download = bot(&server).download(file()).idle_timeout(Duration::from_secs(5));
    let error = download.bytes().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!((15..20).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_refused_download_returns_the_refusal() {
    let server = server(|call, _| async move {
        Some(match &*call.method {
            "getFile" => ok(json!({"file_id": "f", "file_unique_id": "u", "file_path": "a"})),
            _ => error(404, "Not Found"),
        })
    });
    let refused = bot(&server).download(file()).bytes().await.unwrap_err();
    assert_eq!((refused.code(), refused.description()), (Some(404), Some("Not Found")));
    let gone = Server::new(|_| async { Some(error(400, "Bad Request: file is too big")) });
    assert!(bot(&gone).download(file()).bytes().await.unwrap_err().is_too_large());
}

#[tokio::test(start_paused = true)]
async fn a_truncated_file_is_an_error() {
    let half = files("a", Some(1000), b"half");
    let error = bot(&half).download(file()).bytes().await.unwrap_err();
    assert_eq!((error.is_download(), error.is_ambiguous()), (true, false));
}

#[tokio::test]
async fn the_partial_file_is_removed_if_its_creator_is_dropped() {
    let dir = TempDir::new("abandoned");
    let server = files("a", None, b"hello");
    let bot = bot(&server);
    for number in 0..50 {
        let path = dir.0.join(number.to_string());
        let mut download = Box::pin(bot.download(file()).to_path(path));
        std::future::poll_fn(|cx| {
            assert!(download.as_mut().poll(cx).is_pending());
            std::task::Poll::Ready(())
        })
        .await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(std::fs::read_dir(&dir.0).unwrap().count(), 0);
}

#[cfg(unix)]
#[tokio::test]
async fn local_mode_reads_files_only() {
    let dir = TempDir::new("sorts");
    let pipe = dir.0.join("pipe");
    std::fs::create_dir(dir.0.join("folder")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for name in ["pipe", "folder", "."] {
        let path = dir.0.join(name);
        let bot = local(&dir.0, None, path.to_str().unwrap());
        let download = timeout(Duration::from_secs(5), bot.download(file()).bytes());
        let error = download.await.expect("it does not wait for a pipe").unwrap_err();
        assert_eq!((error.is_download(), error.is_ambiguous()), (true, false), "{name}");
    }
}
