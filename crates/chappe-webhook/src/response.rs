//! The responses of the webhook: statuses, and replies in the body.

use std::{borrow::Cow, time::Duration};

use bytes::Bytes;
use chappe_client::{Bot, Call, encode_multipart};
use chappe_core::Reply;
use chappe_intake::ReplyBody;
use chappe_types::{Upload, UploadContent, json_depth};
use http::{HeaderValue, Response, StatusCode, header};
use http_body_util::Full;

/// The body of a [`Webhook`](crate::Webhook)'s responses. It is in memory and has one frame.
pub type ResponseBody = Full<Bytes>;

/// The range of `Retry-After` in seconds. Without that header, Telegram repeats the request
/// immediately, which makes an overload worse.
const MIN_RETRY_AFTER: u64 = 1;
const MAX_RETRY_AFTER: u64 = 5;

/// The initial capacity of a reply's buffer in bytes. Most replies fit.
const REPLY_CAPACITY: usize = 512;

/// Returns 200 without a reply.
pub(crate) fn empty() -> Response<ResponseBody> {
    Response::new(Full::default())
}

/// Returns an empty response with an error status and `Retry-After`.
///
/// It closes the connection, so that a rejected client does not occupy one. A 503 keeps it open,
/// because this is the response to Telegram's requests during an overload.
pub(crate) fn refuse(status: StatusCode) -> Response<ResponseBody> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response.headers_mut().insert(header::RETRY_AFTER, retry_after().as_secs().into());
    if status != StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Returns 405, with `POST` as the allowed method.
pub(crate) fn method_not_allowed() -> Response<ResponseBody> {
    let mut response = refuse(StatusCode::METHOD_NOT_ALLOWED);
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
    response
}

/// Returns a random delay, so that clients do not retry at the same time.
fn retry_after() -> Duration {
    // The key of a `RandomState` is random, and therefore the hash of a constant is too.
    use std::hash::{BuildHasher as _, RandomState};
    let random = RandomState::new().hash_one(());
    Duration::from_secs(MIN_RETRY_AFTER + random % (MAX_RETRY_AFTER - MIN_RETRY_AFTER + 1))
}

/// Telegram's limits on a method call in a response: bytes of parameters, number of files, depth
/// of nested JSON.
///
/// Source: Bot API 10.3,
/// [making requests when getting updates](https://core.telegram.org/bots/api#making-requests-when-getting-updates),
/// and the source of the server, 2026.
const MAX_PARAMETERS: usize = 1024 * 1024;
const MAX_FILES: usize = 50;
const MAX_DEPTH: usize = 100;

/// Renders a reply, prepared by the bot, as the body of a response, which Telegram runs as a
/// method call. Returns `None` if Telegram would not run it. The reply must then be sent as a
/// call.
pub(crate) fn render(reply: &Reply, bot: Option<&Bot>) -> Option<ReplyBody> {
    match bot {
        Some(bot) => render_call(&bot.prepare(Call::from_reply(reply))),
        None if !reply.uploads().is_empty() => render_call(&Call::from_reply(reply)),
        // Fast path: writes the JSON without building a `Call`.
        None => render_json(reply.name(), &|body| reply.write_json(body)),
    }
}

fn render_call(call: &Call) -> Option<ReplyBody> {
    let files = call.files();
    if files.is_empty() {
        return render_json(call.method(), &|body| {
            body.extend_from_slice(call.params().as_bytes());
        });
    }
    let in_memory = |upload: &Upload| matches!(upload.content(), UploadContent::Bytes(_));
    let fits = !is_ignored(call.method())
        && files.len() <= MAX_FILES
        && files.iter().all(in_memory)
        && is_within_limits(call.params().as_bytes());
    let form = if fits { encode_multipart(call, ("method", call.method())) } else { None };
    let (media_type, bytes) = form?;
    let media_type = Cow::Owned(media_type.to_str().ok()?.to_owned());
    Some(ReplyBody { media_type, bytes: bytes.into() })
}

/// Renders a reply without files. `write` appends its parameters.
fn render_json(method: &str, write: &dyn Fn(&mut Vec<u8>)) -> Option<ReplyBody> {
    if is_ignored(method) {
        return None;
    }
    let bytes = json(method, write)?;
    is_within_limits(&bytes)
        .then_some(ReplyBody { media_type: Cow::Borrowed("application/json"), bytes })
}

/// Returns whether Telegram ignores a method in a response.
fn is_ignored(method: &str) -> bool {
    method.starts_with("get")
        || matches!(method, "setWebhook" | "deleteWebhook" | "close" | "logOut")
}

/// Returns whether parameters are within Telegram's limits of size and depth.
fn is_within_limits(json: &[u8]) -> bool {
    // Each level takes at least two bytes.
    let may_be_deep = json.len() > 2 * MAX_DEPTH;
    json.len() <= MAX_PARAMETERS && !(may_be_deep && json_depth(json) > MAX_DEPTH)
}

/// Returns 200 with a reply.
pub(crate) fn with_reply(body: ReplyBody) -> Response<ResponseBody> {
    let media_type = match body.media_type {
        Cow::Borrowed(media_type) => HeaderValue::from_static(media_type),
        Cow::Owned(media_type) => {
            HeaderValue::try_from(media_type).expect("a boundary is plain text")
        }
    };
    let mut response = Response::new(Full::new(body.bytes.into()));
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response
}

/// Returns the object of parameters that `write` appends, with the method's name added. Returns
/// `None` if `write` does not append an object.
fn json(method: &str, write: &dyn Fn(&mut Vec<u8>)) -> Option<Vec<u8>> {
    let mut body = Vec::with_capacity(REPLY_CAPACITY);
    for part in [r#"{"method":""#, method, r#"""#] {
        body.extend_from_slice(part.as_bytes());
    }
    let brace = body.len();
    write(&mut body);
    // Joins the two objects. A user-defined method may write something other than an object.
    if body.get(brace) != Some(&b'{') {
        return None;
    }
    if body[brace..] == *b"{}" {
        body.remove(brace);
    } else {
        body[brace] = b',';
    }
    Some(body)
}
