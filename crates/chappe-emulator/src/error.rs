//! Errors of the Bot API.

use serde_json::{Map, Value, json};

/// The error of a method.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ApiError {
    pub(crate) code: u16,
    pub(crate) description: String,
    pub(crate) parameters: Map<String, Value>,
}

impl ApiError {
    pub(crate) fn new(code: u16, description: impl Into<String>) -> Self {
        Self { code, description: description.into(), parameters: Map::new() }
    }

    /// 400, with the part of the description after `Bad Request: `.
    pub(crate) fn bad_request(why: impl AsRef<str>) -> Self {
        Self::new(400, format!("Bad Request: {}", why.as_ref()))
    }

    /// 403, with the part of the description after `Forbidden: `.
    pub(crate) fn forbidden(why: &str) -> Self {
        Self::new(403, format!("Forbidden: {why}"))
    }

    /// 409, with the part of the description after `Conflict: `.
    pub(crate) fn conflict(why: &str) -> Self {
        Self::new(409, format!("Conflict: {why}"))
    }

    /// 429, with the time to wait in seconds.
    pub(crate) fn retry_after(seconds: u64) -> Self {
        let mut error = Self::new(429, format!("Too Many Requests: retry after {seconds}"));
        error.parameters.insert("retry_after".to_owned(), json!(seconds));
        error
    }

    /// 413: a body exceeds the limit.
    pub(crate) fn too_large() -> Self {
        Self::new(413, "Request Entity Too Large")
    }

    /// 501: the emulator does not implement a method.
    pub(crate) fn not_implemented(method: &str) -> Self {
        let why = format!("Not Implemented: the emulator does not implement {method}");
        Self::new(501, why)
    }

    pub(crate) fn chat_not_found() -> Self {
        Self::bad_request("chat not found")
    }

    /// The value of `Retry-After`, in seconds.
    pub(crate) fn wait(&self) -> Option<u64> {
        self.parameters.get("retry_after").and_then(Value::as_u64)
    }

    /// The body of the response.
    pub(crate) fn to_json(&self) -> Value {
        let mut body = json!({
            "ok": false, "error_code": self.code, "description": self.description,
        });
        if !self.parameters.is_empty() {
            body["parameters"] = Value::Object(self.parameters.clone());
        }
        body
    }
}

/// The result of a method.
pub(crate) type ApiResult = Result<Value, ApiError>;

/// The result of a method, serialized.
pub(crate) type Written = Result<Vec<u8>, ApiError>;
