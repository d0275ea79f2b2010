//! [`Received`]: a received request.

use bytes::Bytes;
use http::{HeaderMap, header::CONTENT_TYPE};
use serde_json::Value;

use crate::form::read_form;

/// A received request.
#[derive(Clone, Debug)]
pub struct Received {
    /// The path, including the token.
    pub path: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// The Bot API method in the path; empty for a file.
    pub method: String,
    /// The parameters of JSON, or of a form, where each is a text.
    pub params: Value,
    /// The files of a form: part, file name, content.
    pub files: Vec<(String, String, Bytes)>,
}

impl Received {
    pub(crate) fn new(path: &str, headers: HeaderMap, body: Bytes) -> Self {
        let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let form = media_type.and_then(|media_type| read_form(media_type, &body));
        let (params, files) =
            form.unwrap_or_else(|| (serde_json::from_slice(&body).unwrap_or_default(), Vec::new()));
        let is_method = path.starts_with("/bot");
        let method = path.rsplit('/').next().filter(|_| is_method).unwrap_or_default().to_owned();
        Self { path: path.to_owned(), headers, body, method, params, files }
    }

    /// Returns a parameter as a number, or 0 if it is not a number.
    pub fn number(&self, name: &str) -> i64 {
        self.params[name].as_i64().unwrap_or_default()
    }
}
