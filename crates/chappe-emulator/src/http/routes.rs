//! Routes of the server.

use std::sync::Arc;

use bytes::Bytes;
use chappe_core::BoxError;
use http::{Method, request::Parts};
use percent_encoding::percent_decode_str;

use crate::{
    body,
    bot_api::{CallOutcome, handle_call},
    compression::decompress,
    control,
    error::ApiError,
    http::{BrokenConnection, mangle::mangled, page::page},
    response::{HttpResponse, api_response, file_response, json_response},
    shared::Shared,
};

/// The largest body of a call, in bytes: a file of 50 MB, and the rest of the form.
const MAX_UPLOAD: usize = 50 * 1024 * 1024 + 64 * 1024;

/// Answers a request.
pub(crate) async fn route(
    shared: &Arc<Shared>,
    head: &Parts,
    body: Bytes,
) -> Result<HttpResponse, BoxError> {
    let path = percent_decode_str(head.uri.path()).decode_utf8_lossy().into_owned();
    if let Some(rest) = path.strip_prefix("/file/bot") {
        return Ok(file(shared, rest));
    }
    if let Some(rest) = path.strip_prefix("/bot") {
        return bot_api(shared, head, rest, body).await;
    }
    if let Some(rest) = path.strip_prefix("/emu/v1/").or((path == "/emu/v1").then_some("")) {
        return Ok(control::answer(shared, head, rest, body).await);
    }
    let page = if head.method == Method::GET { page(&path) } else { None };
    Ok(page.unwrap_or_else(|| json_response(&ApiError::new(404, "Not Found").to_json(), 404)))
}

/// `/bot<token>/[test/]<method>`
async fn bot_api(
    shared: &Arc<Shared>,
    head: &Parts,
    rest: &str,
    body: Bytes,
) -> Result<HttpResponse, BoxError> {
    let body = match checked(head, body) {
        Ok(body) => body,
        Err(error) => return Ok(api_response(Err(error))),
    };
    let (token, method) = rest.split_once('/').unwrap_or((rest, ""));
    let method = method.strip_prefix("test/").unwrap_or(method);
    let Some(bot) = shared.world().bot_of(token) else {
        let is_token = token.split_once(':').is_some();
        let error = if is_token {
            ApiError::new(401, "Unauthorized")
        } else {
            ApiError::new(404, "Not Found")
        };
        return Ok(api_response(Err(error)));
    };
    let params = match body::parse(&head.headers, &body) {
        Ok(mut params) => {
            // Of equal names, the query's value counts.
            params.values.extend(body::pairs(head.uri.query().unwrap_or_default()));
            params
        }
        Err(error) => return Ok(api_response(Err(error))),
    };
    let named = if method.is_empty() { params.text("method").map(str::to_owned) } else { None };
    match handle_call(shared, bot, named.as_deref().unwrap_or(method), params).await {
        CallOutcome::Answer(result) => Ok(api_response(result)),
        CallOutcome::Mangled(result, how) => Ok(mangled(api_response(result), how).await),
        CallOutcome::Broken(how) => Err(BrokenConnection::new(how).into()),
    }
}

/// Returns the decompressed body, or an error for requests that are not calls of the Bot API,
/// whatever their path.
fn checked(head: &Parts, body: Bytes) -> Result<Bytes, ApiError> {
    if ![Method::GET, Method::POST].contains(&head.method) {
        return Err(ApiError::new(501, "Not Implemented"));
    }
    let body = decompress(&head.headers, body, MAX_UPLOAD)?;
    if body.len() > MAX_UPLOAD { Err(ApiError::too_large()) } else { Ok(body) }
}

/// `/file/bot<token>/<path>`
fn file(shared: &Arc<Shared>, rest: &str) -> HttpResponse {
    let (token, path) = rest.split_once('/').unwrap_or((rest, ""));
    // The web server in front of Telegram's merges slashes, and a client relies on it.
    let path = path.trim_start_matches('/');
    let path = path.strip_prefix("test/").unwrap_or(path);
    let mut world = shared.world();
    if world.bot_of(token).is_none() {
        return api_response(Err(ApiError::new(401, "Unauthorized")));
    }
    match world.files.at(path) {
        Some(file) => file_response(file.content.clone(), &file.media_type),
        None => api_response(Err(ApiError::new(404, "Not Found"))),
    }
}
