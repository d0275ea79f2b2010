//! HTTP responses of the server.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use http_body_util::Full;
use serde_json::Value;

use crate::{error::Written, json::written};

/// A response of the server.
pub(crate) type HttpResponse = Response<Full<Bytes>>;

/// The response to a call of the Bot API.
pub(crate) fn api_response(result: Written) -> HttpResponse {
    match result {
        Ok(result) => {
            written_response([&br#"{"ok":true,"result":"#[..], &result, b"}"].concat(), 200)
        }
        Err(error) => {
            let mut response = json_response(&error.to_json(), error.code);
            if let Some(wait) = error.wait() {
                response.headers_mut().insert(header::RETRY_AFTER, wait.into());
            }
            response
        }
    }
}

/// JSON with a status.
pub(crate) fn json_response(body: &Value, status: u16) -> HttpResponse {
    written_response(written(body), status)
}

fn written_response(body: Vec<u8>, status: u16) -> HttpResponse {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    let media_type = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response
}

/// A stored file. Browsers run no script in it, whatever its media type.
pub(crate) fn file_response(bytes: Bytes, media_type: &str) -> HttpResponse {
    let mut response = bytes_response(bytes, media_type);
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let policy = HeaderValue::from_static("default-src 'none'; sandbox");
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// Bytes with their media type.
pub(crate) fn bytes_response(bytes: Bytes, media_type: &str) -> HttpResponse {
    let mut response = Response::new(Full::new(bytes));
    let media_type = HeaderValue::try_from(media_type);
    let media_type =
        media_type.unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response
}
