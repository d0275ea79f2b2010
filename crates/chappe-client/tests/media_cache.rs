//! Files that were sent are sent again by their ids.
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::sync::{Arc, Mutex};

use chappe_client::{
    ApiServer, Bot, MediaCacheLayer, MediaKey, MediaStore, MemoryMediaStore, StoreFuture,
    upload_reader,
};
use chappe_types::{
    EditMessageMedia, FileId, InputFile, InputMediaPhoto, InputMediaVideo, MediaGroup,
    SendDocument, SendPhoto, SendVideo, Upload, UserId,
};
use serde_json::{Value, json};
use wire::{Received, Server, error, ok};

/// Returns the message that Telegram makes of a call: a file that is uploaded has the id
/// `id of <content>`.
fn message(kind: &str, reference: &str, call: &Received) -> Value {
    let id = match reference.strip_prefix("attach://") {
        Some(part) => {
            let file = call.files.iter().find(|(name, _, _)| name == part);
            let (_, _, content) = file.expect("the call has the file");
            format!("id of {}", String::from_utf8_lossy(content))
        }
        None => reference.to_owned(),
    };
    let file =
        json!({"file_id": id, "file_unique_id": "u", "width": 9, "height": 9, "duration": 1});
    let small = json!({"file_id": "small", "file_unique_id": "s", "width": 1, "height": 1});
    let content = if kind == "photo" { json!([small, file]) } else { file };
    json!({"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}, kind: content})
}

/// What a call sent: the names of the uploaded files, and the references to files.
type Sent = (Vec<String>, Vec<String>);

/// A server that accepts files, and refuses one id.
fn server(refused: &'static str) -> (Server, Arc<Mutex<Vec<Sent>>>) {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&sent);
    let server = Server::new(move |call: Received| {
        let media = call.params.get("media").map(|media| match media {
            Value::String(json) => serde_json::from_str(json).unwrap(),
            other => other.clone(),
        });
        let items: Vec<(String, String)> = match media {
            Some(Value::Array(items)) => items.iter().map(item).collect(),
            Some(media) => vec![item(&media)],
            None => {
                let kind = call.method.strip_prefix("send").unwrap().to_lowercase();
                let reference = call.params[&kind].as_str().unwrap().to_owned();
                vec![(kind, reference)]
            }
        };
        let mut files: Vec<String> = call.files.iter().map(|(_, name, _)| name.clone()).collect();
        files.sort();
        let references: Vec<String> = items
            .iter()
            .map(|(_, reference)| match reference.strip_prefix("attach://") {
                Some(_) => "upload".to_owned(),
                None => reference.clone(),
            })
            .collect();
        let is_refused = references.iter().any(|reference| reference == refused);
        seen.lock().unwrap().push((files, references));
        let messages: Vec<Value> =
            items.iter().map(|(kind, reference)| message(kind, reference, &call)).collect();
        let answer = if is_refused {
            error(400, "Bad Request: wrong file identifier/HTTP URL specified")
        } else if call.method == "sendMediaGroup" {
            ok(json!(messages))
        } else {
            ok(messages[0].clone())
        };
        async move { Some(answer) }
    });
    (server, sent)
}

fn item(item: &Value) -> (String, String) {
    (item["type"].as_str().unwrap().to_owned(), item["media"].as_str().unwrap().to_owned())
}

fn bot(server: &Server, cache: MediaCacheLayer) -> Bot {
    let builder = Bot::builder("42:token".parse().unwrap())
        .server(ApiServer::new("http://telegram.test").unwrap())
        .connector(server.connector())
        .layer(cache);
    builder.build().unwrap()
}

fn cache() -> MediaCacheLayer {
    MediaCacheLayer::new(UserId(42))
}

fn upload(name: &str, content: &str) -> InputFile {
    InputFile::from(Upload::bytes(name.to_owned(), content.as_bytes().to_vec()))
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn sent(calls: &[(&[&str], &[&str])]) -> Vec<Sent> {
    calls.iter().map(|(files, references)| (texts(files), texts(references))).collect()
}

#[tokio::test]
async fn a_file_is_uploaded_once_for_each_name_kind_and_set_of_properties() {
    let (server, calls) = server("");
    let bot = bot(&server, cache());
    for name in ["a.jpg", "a.jpg", "b.jpg"] {
        bot.send(SendPhoto::new(7, upload(name, "x"))).await.unwrap();
    }
    bot.send(SendDocument::new(7, upload("a.jpg", "x"))).await.unwrap();
    bot.send(SendPhoto::new(7, upload("a.jpg", "y"))).await.unwrap();
    for width in [1, 2, 1] {
        let video = SendVideo::new(7, upload("v", "v")).width(width);
        bot.send(video.thumbnail(upload("t", "t"))).await.unwrap();
    }
    bot.send(SendPhoto::new(7, FileId::from("x"))).await.unwrap();
    let expected = sent(&[
        (&["a.jpg"], &["upload"]),
        (&[], &["id of x"]),
        (&["b.jpg"], &["upload"]),
        (&["a.jpg"], &["upload"]),
        (&["a.jpg"], &["upload"]),
        (&["t", "v"], &["upload"]),
        (&["t", "v"], &["upload"]),
        (&[], &["id of v"]),
        (&[], &["x"]),
    ]);
    assert_eq!(*calls.lock().unwrap(), expected);
}

#[tokio::test]
async fn files_on_disk_are_recognised_by_their_content() {
    let (server, calls) = server("");
    let bot = bot(&server, cache());
    let path = std::env::temp_dir().join(format!("chappe-media-cache-{}", std::process::id()));
    for content in ["one", "one", "two"] {
        std::fs::write(&path, content).unwrap();
        let file = InputFile::from(Upload::path(&path));
        bot.send(SendDocument::new(7, file)).await.unwrap();
    }
    std::fs::remove_file(&path).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let expected = sent(&[(&[name], &["upload"]), (&[], &["id of one"]), (&[name], &["upload"])]);
    assert_eq!(*calls.lock().unwrap(), expected);
    let missing = bot.send(SendDocument::new(7, InputFile::from(Upload::path(&path)))).await;
    assert!(missing.unwrap_err().is_upload());
}

#[tokio::test]
async fn albums_and_edits_share_files_with_single_messages() {
    let (server, calls) = server("");
    let bot = bot(&server, cache());
    bot.send(SendPhoto::new(7, upload("p", "p"))).await.unwrap();
    let video = || InputMediaVideo::new(upload("v", "v")).thumbnail(upload("t", "t"));
    for _ in 0..2 {
        let album = MediaGroup::new().photo(upload("p", "p")).media(video());
        bot.send(album.send_to(7).unwrap()).await.unwrap();
    }
    let photo = InputMediaPhoto::new(upload("p", "p")).caption("c");
    bot.send(EditMessageMedia::new(photo).chat_id(7).message_id(1)).await.unwrap();
    let expected = sent(&[
        (&["p"], &["upload"]),
        (&["t", "v"], &["id of p", "upload"]),
        (&[], &["id of p", "id of v"]),
        (&[], &["id of p"]),
    ]);
    assert_eq!(*calls.lock().unwrap(), expected);
    let edit = server.received().pop().unwrap();
    let media: Value = match &edit.params["media"] {
        Value::String(json) => serde_json::from_str(json).unwrap(),
        media => media.clone(),
    };
    assert_eq!(media, json!({"type": "photo", "media": "id of p", "caption": "c"}));
}

#[tokio::test]
async fn a_refused_id_is_forgotten_and_the_file_uploaded() {
    let (server, calls) = server("id of x");
    let bot = bot(&server, cache());
    for _ in 0..2 {
        bot.send(SendPhoto::new(7, upload("p", "x"))).await.unwrap();
    }
    let expected = sent(&[(&["p"], &["upload"]), (&[], &["id of x"]), (&["p"], &["upload"])]);
    assert_eq!(*calls.lock().unwrap(), expected);
    let own = bot.send(SendPhoto::new(7, FileId::from("id of x"))).await;
    assert!(own.unwrap_err().is_wrong_file_id(), "an id that the caller sent");
}

#[tokio::test]
async fn streams_are_uploaded_each_time() {
    let (server, calls) = server("");
    let bot = bot(&server, cache());
    for _ in 0..2 {
        let stream = upload_reader("s", &b"x"[..]);
        bot.send(SendDocument::new(7, InputFile::from(stream))).await.unwrap();
    }
    assert_eq!(*calls.lock().unwrap(), sent(&[(&["s"], &["upload"]), (&["s"], &["upload"])]));
}

/// A storage that fails, or notes its keys.
struct Noting {
    keys: Arc<Mutex<Vec<String>>>,
    fails: bool,
    memory: MemoryMediaStore,
}

impl Noting {
    fn note<T: Send + 'static>(&self, key: &MediaKey, inner: StoreFuture<'_, T>) -> bool {
        drop(inner);
        self.keys.lock().unwrap().push(key.as_str().to_owned());
        self.fails
    }
}

impl MediaStore for Noting {
    fn get<'a>(&'a self, key: &'a MediaKey) -> StoreFuture<'a, Option<FileId>> {
        match self.note(key, self.memory.get(key)) {
            true => Box::pin(async { Err("no connection".into()) }),
            false => self.memory.get(key),
        }
    }

    fn set<'a>(&'a self, key: &'a MediaKey, id: FileId) -> StoreFuture<'a, ()> {
        match self.fails {
            true => Box::pin(async { Err("no connection".into()) }),
            false => self.memory.set(key, id),
        }
    }

    fn remove<'a>(&'a self, key: &'a MediaKey) -> StoreFuture<'a, ()> {
        self.memory.remove(key)
    }
}

#[tokio::test]
async fn a_storage_has_keys_of_bot_and_kind_and_its_failures_do_not_fail_calls() {
    for fails in [false, true] {
        let (server, calls) = server("");
        let keys = Arc::<Mutex<Vec<String>>>::default();
        let store = Noting { keys: Arc::clone(&keys), fails, memory: MemoryMediaStore::new(2) };
        let bot = bot(&server, MediaCacheLayer::with_store(UserId(42), store));
        for _ in 0..2 {
            bot.send(SendPhoto::new(7, upload("p", "x"))).await.unwrap();
        }
        let second: (&[&str], &[&str]) =
            if fails { (&["p"], &["upload"]) } else { (&[], &["id of x"]) };
        assert_eq!(*calls.lock().unwrap(), sent(&[(&["p"], &["upload"]), second]));
        let keys = keys.lock().unwrap();
        assert_eq!(keys[0], keys[1]);
        let (prefix, hash) = keys[0].rsplit_once(':').unwrap();
        assert_eq!((prefix, hash.len()), ("42:photo", 64));
    }
}
