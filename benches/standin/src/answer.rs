//! The response to a call.

use std::sync::atomic::{AtomicU64, Ordering};

use bytes::{Buf as _, Bytes};
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Request, Response,
    body::Incoming,
    header::{
        ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, HeaderValue, SERVER, STRICT_TRANSPORT_SECURITY,
    },
};

/// The number of calls that were answered.
pub static CALLS: AtomicU64 = AtomicU64::new(0);
/// The sum of the bytes of their bodies.
pub static BYTES: AtomicU64 = AtomicU64::new(0);

static MESSAGE: &[u8] = include_bytes!("../../data/w9/message.json");
static DOCUMENT: &[u8] = include_bytes!("../../data/w9/document.json");

/// Reads the body to its end, and responds with a message; it contains a document if one
/// was sent. Fails if the connection does.
pub async fn answer(request: Request<Incoming>) -> hyper::Result<Response<Full<Bytes>>> {
    // Method names are case-insensitive.
    let method = request.uri().path().rsplit('/').next().unwrap_or_default();
    let is_document = method.eq_ignore_ascii_case("sendDocument");
    let mut body = request.into_body();
    let mut bytes = 0;
    while let Some(frame) = body.frame().await {
        bytes += frame?.data_ref().map_or(0, |data| data.remaining() as u64);
    }
    CALLS.fetch_add(1, Ordering::Relaxed);
    BYTES.fetch_add(bytes, Ordering::Relaxed);
    let message = Bytes::from_static(if is_document { DOCUMENT } else { MESSAGE });
    let mut response = Response::new(Full::new(message));
    response.headers_mut().extend([
        (SERVER, HeaderValue::from_static("nginx/1.18.0")),
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains; preload"),
        ),
        (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ]);
    Ok(response)
}
