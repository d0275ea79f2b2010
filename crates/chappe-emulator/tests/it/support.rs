//! Helpers of the emulator's tests.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::LazyLock,
};

use bytes::Bytes;
use chappe_client::{ApiServer, Bot};
use chappe_emulator::Emulator;
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// The token of the only bot of most tests.
pub(crate) const TOKEN: &str = "42:token";

/// An emulator without sockets, with a bot and a user.
pub(crate) struct Stage {
    pub(crate) emulator: Emulator,
    pub(crate) alice: i64,
}

impl Stage {
    /// A bot, and Alice, who has not written to it yet.
    pub(crate) async fn new() -> Self {
        let stage = Self::empty();
        stage.call("getMe", json!({})).await.unwrap();
        let alice = stage.control(Method::POST, "users", json!({"first_name": "Alice"})).await;
        Self { alice: alice["id"].as_i64().unwrap(), ..stage }
    }

    /// An emulator without bots and users.
    pub(crate) fn empty() -> Self {
        Self { emulator: Emulator::new(), alice: 0 }
    }

    /// Sends a request. Returns its status and JSON.
    pub(crate) async fn request(
        &self,
        method: Method,
        path: &str,
        body: Value,
    ) -> (StatusCode, Value) {
        let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
        let request = Request::builder()
            .method(method)
            .uri(format!("http://emulator.test{path}"))
            .header("content-type", "application/json")
            .body(Full::new(body))
            .unwrap();
        let response = self.emulator.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    /// Makes a successful call of the control API.
    pub(crate) async fn control(&self, method: Method, path: &str, body: Value) -> Value {
        let (status, json) = self.request(method, &format!("/emu/v1/{path}"), body).await;
        assert_eq!(status, StatusCode::OK, "{json}");
        json
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        self.control(Method::POST, path, body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.control(Method::GET, path, Value::Null).await
    }

    /// Makes a call of the Bot API. Returns its result, or error code and description.
    pub(crate) async fn call(&self, method: &str, params: Value) -> Result<Value, (i64, String)> {
        let path = format!("/bot{TOKEN}/{method}");
        let (_, json) = self.request(Method::POST, &path, params).await;
        result(&json)
    }

    /// Makes a call with a form of texts and files. Returns as [`call`](Self::call) does.
    pub(crate) async fn form(
        &self,
        method: &str,
        fields: &Value,
        files: &[(&str, &[u8])],
    ) -> Result<Value, (i64, String)> {
        let mut body = Vec::new();
        for (name, value) in fields.as_object().unwrap() {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let head = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend([head.as_bytes(), value.as_bytes(), b"\r\n"].concat());
        }
        for (name, content) in files {
            let head = format!(
                "--x\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.dat\"\r\n\r\n",
            );
            body.extend([head.as_bytes(), content, b"\r\n"].concat());
        }
        body.extend_from_slice(b"--x--\r\n");
        let request = Request::post(format!("/bot{TOKEN}/{method}"))
            .header("content-type", "multipart/form-data; boundary=x")
            .body(Full::new(Bytes::from(body)))
            .unwrap();
        let response = self.emulator.clone().oneshot(request).await.unwrap();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        result(&serde_json::from_slice(&body).unwrap())
    }

    /// Starts the private chat of Alice and the bot.
    pub(crate) async fn chat(&self, kind: &str) -> i64 {
        let chat = json!({"type": kind, "title": "G", "members": [self.alice], "bots": [42]});
        self.post("chats", chat).await["id"].as_i64().unwrap()
    }

    /// Sets the bot's status in a chat.
    pub(crate) async fn set_status(&self, chat: i64, status: &str) {
        self.post("members", json!({"chat_id": chat, "user": 42, "status": status})).await;
    }

    /// Makes a call that fails. Returns the description after `Bad Request: `.
    pub(crate) async fn refusal(&self, method: &str, params: Value) -> String {
        let (code, description) = self.call(method, params).await.unwrap_err();
        assert_eq!(code, 400, "{description}");
        description.strip_prefix("Bad Request: ").unwrap().to_owned()
    }

    /// Sends a message to the bot as Alice. Returns the message.
    pub(crate) async fn send(&self, text: &str) -> Value {
        self.post("messages", json!({"from": self.alice, "text": text})).await
    }

    /// Returns the pending updates, and confirms them.
    pub(crate) async fn updates(&self) -> Vec<Value> {
        let updates = self.call("getUpdates", json!({})).await.unwrap();
        let updates = updates.as_array().unwrap().clone();
        if let Some(last) = updates.last() {
            let offset = last["update_id"].as_i64().unwrap() + 1;
            self.call("getUpdates", json!({"offset": offset, "limit": 1, "timeout": 0}))
                .await
                .unwrap();
        }
        updates
    }

    /// A bot of this repository's client, without sockets.
    pub(crate) fn bot(&self) -> Bot {
        Bot::builder(TOKEN.parse().unwrap())
            .server(ApiServer::new("http://emulator.test").unwrap())
            .transport(self.emulator.clone())
            .build()
            .unwrap()
    }
}

/// A file of a server: its path, its media type, and its content. A file of the type `redirect`
/// redirects to its content.
pub(crate) type Served = (&'static str, &'static str, Vec<u8>);

/// Serves files on a port of this machine. Other paths are answered 404. Returns the URL before
/// the paths.
pub(crate) fn serve_files(files: Vec<Served>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        // A connection that fails is the next one's turn.
        for mut stream in listener.incoming().flatten() {
            let _ = serve_file(&mut stream, &files);
        }
    });
    url
}

fn serve_file(stream: &mut TcpStream, files: &[Served]) -> std::io::Result<()> {
    let mut head = String::new();
    let mut lines = BufReader::new(stream.try_clone()?);
    while !head.ends_with("\r\n\r\n") && lines.read_line(&mut head)? > 0 {}
    let path = head.split(' ').nth(1).unwrap_or_default();
    let (status, media_type, content) = match files.iter().find(|(name, _, _)| *name == path) {
        Some((_, "redirect", to)) => {
            let to = String::from_utf8_lossy(to);
            (format!("302 Found\r\nlocation: {to}"), "text/plain", &b""[..])
        }
        Some((_, media_type, content)) => ("200 OK".to_owned(), *media_type, &**content),
        None => ("404 Not Found".to_owned(), "text/plain", &b""[..]),
    };
    let length = content.len();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n",
    );
    stream.write_all(&[head.as_bytes(), content].concat())
}

/// The URL of a file for a kind of media, on a server of this machine.
pub(crate) fn file_url(kind: &str) -> String {
    static SERVER: LazyLock<String> = LazyLock::new(|| {
        let file = |path, media_type, content: &[u8]| (path, media_type, content.to_vec());
        serve_files(vec![
            file(
                "/photo.jpg",
                "image/jpeg",
                b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x0b\x08\x01\x00\x02\x00\x01",
            ),
            file("/other.jpg", "image/jpeg", b"\xff\xd8\xff"),
            file(
                "/sticker.webp",
                "image/webp",
                b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\xff\x01\0\xff\x01\0",
            ),
            file("/animation.gif", "image/gif", b"GIF89a\x07\0\x05\0"),
            file("/video.mp4", "video/mp4", b"\0\0\0\x20ftypisom"),
            file("/audio.mp3", "audio/mpeg", b"ID3"),
            file("/voice.ogg", "audio/ogg", b"OggS"),
            file("/document.pdf", "application/pdf", b"%PDF-1.7"),
        ])
    });
    let name = match kind {
        "photo" | "other" => format!("{kind}.jpg"),
        "sticker" => "sticker.webp".to_owned(),
        "animation" => "animation.gif".to_owned(),
        "video" => "video.mp4".to_owned(),
        "audio" => "audio.mp3".to_owned(),
        "voice" => "voice.ogg".to_owned(),
        kind => format!("{kind}.pdf"),
    };
    format!("{}/{name}", *SERVER)
}

/// The result of a call of the Bot API, or its error code and description.
fn result(json: &Value) -> Result<Value, (i64, String)> {
    if json["ok"] == json!(true) {
        return Ok(json["result"].clone());
    }
    let description = json["description"].as_str().unwrap().to_owned();
    Err((json["error_code"].as_i64().unwrap(), description))
}
