//! Answers: the status contract of the webhook.

use std::{borrow::Cow, time::Duration};

use bytes::Bytes;
use chappe_client::{Bot, Call, encode_multipart};
use chappe_core::Reply;
use chappe_intake::ReplyBody;
use chappe_types::{Upload, UploadContent, json_depth};
use http::{HeaderValue, Response, StatusCode, header};
use http_body_util::Full;

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
///
/// It ends the connection, so that who is refused keeps no place; Telegram keeps its own
/// while there is too much to do.
pub(crate) fn refuse(status: StatusCode) -> Response<AnswerBody> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response.headers_mut().insert(header::RETRY_AFTER, retry_after().as_secs().into());
    if status != StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
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

/// What Telegram takes of an answer, and no more: bytes of parameters, files, and how
/// deep JSON may be nested.
///
/// Source: Bot API 10.3,
/// [making requests when getting updates](https://core.telegram.org/bots/api#making-requests-when-getting-updates),
/// and the source of the server, 2026.
const MOST_PARAMETERS: usize = 1024 * 1024;
const MOST_FILES: usize = 50;
const MOST_DEPTH: usize = 100;

/// The reply as a body that Telegram makes a call of, prepared by the bot; `None` if it must
/// be sent apart.
pub(crate) fn render(reply: &Reply, bot: Option<&Bot>) -> Option<ReplyBody> {
    match bot {
        Some(bot) => render_call(&bot.prepare(Call::from_reply(reply))),
        None if !reply.uploads().is_empty() => render_call(&Call::from_reply(reply)),
        // Nearly all: no call needs to be made of it.
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
    let travels = !is_ignored(call.method())
        && files.len() <= MOST_FILES
        && files.iter().all(in_memory)
        && is_taken(call.params().as_bytes());
    let form = if travels { encode_multipart(call, ("method", call.method())) } else { None };
    let (media_type, bytes) = form?;
    let media_type = Cow::Owned(media_type.to_str().ok()?.to_owned());
    Some(ReplyBody { media_type, bytes: bytes.into() })
}

/// A reply without files, whose parameters `write` appends.
fn render_json(method: &str, write: &dyn Fn(&mut Vec<u8>)) -> Option<ReplyBody> {
    if is_ignored(method) {
        return None;
    }
    let bytes = json(method, write)?;
    is_taken(&bytes).then_some(ReplyBody { media_type: Cow::Borrowed("application/json"), bytes })
}

/// Whether Telegram ignores a method in an answer.
fn is_ignored(method: &str) -> bool {
    method.starts_with("get")
        || matches!(method, "setWebhook" | "deleteWebhook" | "close" | "logOut")
}

/// Whether parameters are no more than Telegram takes.
fn is_taken(json: &[u8]) -> bool {
    // What opens is closed, too.
    let may_be_deep = json.len() > 2 * MOST_DEPTH;
    json.len() <= MOST_PARAMETERS && !(may_be_deep && json_depth(json) > MOST_DEPTH)
}

/// 200 with a reply.
pub(crate) fn carry(body: ReplyBody) -> Response<AnswerBody> {
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

/// The parameters, which `write` appends as an object, with the method's name among them.
fn json(method: &str, write: &dyn Fn(&mut Vec<u8>)) -> Option<Vec<u8>> {
    let mut body = Vec::with_capacity(MOST_REPLIES);
    for part in [r#"{"method":""#, method, r#"""#] {
        body.extend_from_slice(part.as_bytes());
    }
    let brace = body.len();
    write(&mut body);
    // Both are objects, unless a method of a user's own writes something else: the second
    // goes on where the first ends.
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
