//! The responses of a Bot API server.

use bytes::Bytes;
use http::Response;
use http_body_util::Full;
use serde_json::{Value, json};

/// A response.
pub type Answer = Response<Full<Bytes>>;

/// Returns a response with a result.
pub fn ok(result: impl Into<Value>) -> Answer {
    raw(200, json!({"ok": true, "result": result.into()}).to_string())
}

/// Returns a response with an error.
pub fn error(code: u16, description: &str) -> Answer {
    let body = json!({"ok": false, "error_code": code, "description": description});
    raw(code, body.to_string())
}

/// Returns 429 with the seconds to wait.
pub fn retry_after(seconds: u64) -> Answer {
    let body = json!({
        "ok": false,
        "error_code": 429,
        "description": format!("Too Many Requests: retry after {seconds}"),
        "parameters": {"retry_after": seconds},
    });
    let mut answer = raw(429, body.to_string());
    answer.headers_mut().insert(http::header::RETRY_AFTER, seconds.into());
    answer
}

/// Returns the error of a group that was upgraded to a supergroup.
pub fn migrated(chat: i64) -> Answer {
    let body = json!({
        "ok": false,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": chat},
    });
    raw(400, body.to_string())
}

/// Returns a response with this status and body.
pub fn raw(status: u16, body: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = status.try_into().unwrap();
    answer
}
