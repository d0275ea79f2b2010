//! A bot on an emulator.

use bytes::Bytes;
use chappe_emulator::Emulator;
use chappe_text::FormattedText;
use chappe_types::{Message, Method, Object as _};
use http::{Request, header};
use http_body_util::{BodyExt as _, Full};
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// The messages that the emulator keeps.
const HISTORY: usize = 10;

/// The token of the bot.
const TOKEN: &str = "42:texts";

/// A bot, and a user who has written to it.
pub(crate) struct Bot {
    emulator: Emulator,
    pub(crate) user: i64,
}

impl Bot {
    /// Starts an emulator.
    ///
    /// # Errors
    ///
    /// Fails if the emulator has no such bot or user.
    pub(crate) fn new() -> Result<Self, String> {
        let emulator = Emulator::new().history(HISTORY);
        let failed = |error: chappe_emulator::ControlError| error.to_string();
        emulator.name_bot(TOKEN, "Texts").map_err(failed)?;
        let post = |path: &str, body: Value| {
            emulator.control(&http::Method::POST, path, &body).map_err(failed)
        };
        let user = post("users", json!({"first_name": "Ada"}))?;
        let user = user["id"].as_i64().ok_or("the user has no id")?;
        post("messages", json!({"from": user, "text": "/start"}))?;
        Ok(Self { emulator, user })
    }

    /// Calls a method. Returns the message that arrives.
    ///
    /// # Errors
    ///
    /// Returns the description of the error.
    pub(crate) async fn send(&self, method: &impl Method) -> Result<Message, String> {
        let mut body = Vec::new();
        method.write_json(&mut body);
        let uri = format!("http://localhost/bot{TOKEN}/{}", method.name());
        let request = Request::post(uri)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| error.to_string())?;
        let response = self.emulator.clone().oneshot(request).await;
        let body = response.map_err(|error| error.to_string())?.into_body().collect().await;
        let body = body.map_err(|error| error.to_string())?.to_bytes();
        let value: Value = serde_json::from_slice(&body).map_err(|error| error.to_string())?;
        if value["ok"] != true {
            return Err(value["description"].as_str().unwrap_or("no description").to_owned());
        }
        let message = Message::from_json(value["result"].to_string().as_bytes());
        message.map_err(|error| error.to_string())
    }

    /// Sends a message. Returns the text that arrives.
    ///
    /// # Errors
    ///
    /// Returns the description of the error.
    pub(crate) async fn text(&self, method: &impl Method) -> Result<FormattedText, String> {
        Ok(FormattedText::from_message(&self.send(method).await?))
    }
}
