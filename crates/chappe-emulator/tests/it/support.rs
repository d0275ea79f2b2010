//! Helpers of the emulator's tests.

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
        let emulator = Emulator::new();
        let stage = Self { emulator, alice: 0 };
        stage.call("getMe", json!({})).await.unwrap();
        let alice = stage.control(Method::POST, "users", json!({"first_name": "Alice"})).await;
        Self { alice: alice["id"].as_i64().unwrap(), ..stage }
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

/// The result of a call of the Bot API, or its error code and description.
fn result(json: &Value) -> Result<Value, (i64, String)> {
    if json["ok"] == json!(true) {
        return Ok(json["result"].clone());
    }
    let description = json["description"].as_str().unwrap().to_owned();
    Err((json["error_code"].as_i64().unwrap(), description))
}
