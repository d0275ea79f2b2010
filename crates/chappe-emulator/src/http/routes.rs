//! What stands under which path.

use bytes::Bytes;
use chappe_core::BoxError;
use http::{HeaderValue, Method, Response, StatusCode, header, request::Parts};
use http_body_util::Full;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::{
    body,
    calls::{Called, called},
    control,
    emulator::{BrokenConnection, Emulator},
    error::{ApiError, Written},
    http::{mangle::mangled, page::page},
    json::written,
};

type Answer = Response<Full<Bytes>>;

/// The largest body of a call, in bytes: a file of 50 MB, and what stands around it.
const MAX_UPLOAD: usize = 50 * 1024 * 1024 + 64 * 1024;

/// Answers a request.
pub(crate) async fn route(
    emulator: &Emulator,
    head: &Parts,
    body: Bytes,
) -> Result<Answer, BoxError> {
    let path = percent_decode_str(head.uri.path()).decode_utf8_lossy().into_owned();
    if let Some(rest) = path.strip_prefix("/file/bot") {
        return Ok(file(emulator, rest));
    }
    if let Some(rest) = path.strip_prefix("/bot") {
        return bot_api(emulator, head, rest, body).await;
    }
    if let Some(rest) = path.strip_prefix("/emu/v1/") {
        return Ok(control::answer(emulator, head, rest, body).await);
    }
    let page = if head.method == Method::GET { page(&path) } else { None };
    Ok(page.unwrap_or_else(|| json_answer(&ApiError::new(404, "Not Found").to_json(), 404)))
}

/// `/bot<token>/[test/]<method>`
async fn bot_api(
    emulator: &Emulator,
    head: &Parts,
    rest: &str,
    body: Bytes,
) -> Result<Answer, BoxError> {
    if let Some(error) = refusal(head, &body) {
        return Ok(api_answer(Err(error)));
    }
    let (token, method) = rest.split_once('/').unwrap_or((rest, ""));
    let method = method.strip_prefix("test/").unwrap_or(method);
    let Some(bot) = emulator.shared().world().bot_of(token) else {
        let is_token = token.split_once(':').is_some();
        let error = if is_token {
            ApiError::new(401, "Unauthorized")
        } else {
            ApiError::new(404, "Not Found")
        };
        return Ok(api_answer(Err(error)));
    };
    let params = match body::parse(&head.headers, &body) {
        Ok(mut params) => {
            // Of one name, the query's counts.
            params.values.extend(body::pairs(head.uri.query().unwrap_or_default()));
            params
        }
        Err(why) => return Ok(api_answer(Err(ApiError::bad_request(why)))),
    };
    let named = if method.is_empty() { params.text("method").map(str::to_owned) } else { None };
    match called(emulator.shared(), bot, named.as_deref().unwrap_or(method), params).await {
        Called::Answer(result) => Ok(api_answer(result)),
        Called::Mangled(result, how) => Ok(mangled(api_answer(result), how).await),
        Called::Broken(how) => Err(BrokenConnection::new(how).into()),
    }
}

/// Why a request is none of the Bot API, whatever it asks for.
fn refusal(head: &Parts, body: &Bytes) -> Option<ApiError> {
    if ![Method::GET, Method::POST].contains(&head.method) {
        return Some(ApiError::new(501, "Not Implemented"));
    }
    // Telegram unpacks some; here, nothing is.
    if head.headers.contains_key(header::CONTENT_ENCODING) {
        let why = "Unsupported Media Type: unsupported content-encoding";
        return Some(ApiError::new(415, why));
    }
    (body.len() > MAX_UPLOAD).then(too_large)
}

/// The answer to a body that is larger than what can be sent.
pub(crate) fn too_large() -> ApiError {
    ApiError::new(413, "Request Entity Too Large")
}

pub(crate) fn api_answer(result: Written) -> Answer {
    match result {
        Ok(result) => {
            written_answer([&br#"{"ok":true,"result":"#[..], &result, b"}"].concat(), 200)
        }
        Err(error) => {
            let mut answer = json_answer(&error.to_json(), error.code);
            if let Some(wait) = error.wait() {
                answer.headers_mut().insert(header::RETRY_AFTER, wait.into());
            }
            answer
        }
    }
}

/// JSON with a status.
pub(crate) fn json_answer(body: &Value, status: u16) -> Answer {
    written_answer(written(body), status)
}

fn written_answer(body: Vec<u8>, status: u16) -> Answer {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    let media_type = HeaderValue::from_static("application/json");
    answer.headers_mut().insert(header::CONTENT_TYPE, media_type);
    answer
}

/// `/file/bot<token>/<path>`
fn file(emulator: &Emulator, rest: &str) -> Answer {
    let (token, path) = rest.split_once('/').unwrap_or((rest, ""));
    let path = path.strip_prefix("test/").unwrap_or(path);
    let mut world = emulator.shared().world();
    if world.bot_of(token).is_none() {
        return api_answer(Err(ApiError::new(401, "Unauthorized")));
    }
    match world.files.at(path) {
        Some(file) => file_answer(file.content.clone(), &file.media_type),
        None => api_answer(Err(ApiError::new(404, "Not Found"))),
    }
}

/// A file that somebody sent: whatever it is, nothing in it runs here.
pub(crate) fn file_answer(bytes: Bytes, media_type: &str) -> Answer {
    let mut answer = bytes_answer(bytes, media_type);
    let headers = answer.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let policy = HeaderValue::from_static("default-src 'none'; sandbox");
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    answer
}

/// Bytes with their media type.
pub(crate) fn bytes_answer(bytes: Bytes, media_type: &str) -> Answer {
    let mut answer = Response::new(Full::new(bytes));
    let media_type = HeaderValue::try_from(media_type);
    let media_type =
        media_type.unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
    answer.headers_mut().insert(header::CONTENT_TYPE, media_type);
    answer
}
