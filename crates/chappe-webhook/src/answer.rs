//! Answers: the status contract of the webhook.

use std::time::Duration;

use bytes::Bytes;
use chappe_core::Reply;
use chappe_types::{Upload, UploadContent};
use http::{HeaderValue, Response, StatusCode, header};
use http_body_util::Full;
use serde_json::{Map, Value};

/// The body of an answer; it is there at once.
pub type AnswerBody = Full<Bytes>;

/// How soon Telegram may ask again, in whole seconds.
///
/// Without it, the first repetition comes at once: that would answer overload
/// with more load.
const SOONEST: u64 = 1;
const LATEST: u64 = 5;

/// What most replies take, in bytes.
const MOST_REPLIES: usize = 512;

/// 200 without a reply.
pub(crate) fn empty() -> Response<AnswerBody> {
    Response::new(Full::default())
}

/// A refusal: nothing but the status, and when to come again.
pub(crate) fn refuse(status: StatusCode) -> Response<AnswerBody> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response.headers_mut().insert(header::RETRY_AFTER, retry_after().as_secs().into());
    response
}

/// 405, with the one method that is taken.
pub(crate) fn only_post() -> Response<AnswerBody> {
    let mut response = refuse(StatusCode::METHOD_NOT_ALLOWED);
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
    response
}

/// When to come again: spread, so that not all come at once.
fn retry_after() -> Duration {
    // A keyed hash of nothing is as random as its key, which is all that is
    // needed to spread clients.
    use std::hash::{BuildHasher as _, RandomState};
    let random = RandomState::new().hash_one(());
    Duration::from_secs(SOONEST + random % (LATEST - SOONEST + 1))
}

/// Whether a reply can travel in an answer: no file would have to be read first.
pub(crate) fn travels(reply: &Reply) -> bool {
    let in_memory = |upload: &&Upload| matches!(upload.content(), UploadContent::Bytes(_));
    reply.uploads().iter().all(in_memory)
}

/// 200 with a reply that [`travels`].
pub(crate) fn carry(reply: &Reply) -> Response<AnswerBody> {
    let (media_type, body) = if reply.uploads().is_empty() {
        (HeaderValue::from_static("application/json"), json(reply))
    } else {
        form(reply)
    };
    let mut response = Response::new(Full::new(body.into()));
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response
}

/// The parameters with the method's name among them.
fn json(reply: &Reply) -> Vec<u8> {
    let mut body = Vec::with_capacity(MOST_REPLIES);
    for part in [r#"{"method":""#, reply.name(), r#"""#] {
        body.extend_from_slice(part.as_bytes());
    }
    let brace = body.len();
    reply.write_json(&mut body);
    // Both are objects: the second goes on where the first ends.
    if body[brace..] == *b"{}" {
        body.remove(brace);
    } else {
        body[brace] = b',';
    }
    body
}

/// A form with the parameters and the files, which are in memory.
fn form(reply: &Reply) -> (HeaderValue, Vec<u8>) {
    let mut json = Vec::new();
    reply.write_json(&mut json);
    let parameters: Map<String, Value> = serde_json::from_slice(&json).unwrap_or_default();
    let boundary = boundary();
    let mut body = Vec::new();
    let mut part = |disposition: &str, content: &[u8]| {
        body.extend_from_slice(
            format!("--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n")
                .as_bytes(),
        );
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    };
    part("name=\"method\"", reply.name().as_bytes());
    for (name, value) in &parameters {
        let disposition = format!("name=\"{name}\"");
        match value {
            Value::String(text) => part(&disposition, text.as_bytes()),
            value => part(&disposition, value.to_string().as_bytes()),
        }
    }
    for upload in reply.uploads() {
        let UploadContent::Bytes(bytes) = upload.content() else { continue };
        let file_name = escape(upload.file_name());
        part(&format!("name=\"{}\"; filename=\"{file_name}\"", upload.part()), bytes);
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let media_type = HeaderValue::try_from(format!("multipart/form-data; boundary={boundary}"));
    (media_type.expect("a boundary is plain text"), body)
}

/// A boundary that no file contains but by design.
fn boundary() -> String {
    use std::hash::{BuildHasher as _, RandomState};
    let random = || RandomState::new().hash_one(());
    format!("chappe-{:016x}{:016x}", random(), random())
}

/// A file name inside quotes.
fn escape(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
