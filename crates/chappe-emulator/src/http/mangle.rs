//! Responses that are altered before they are sent.

use bytes::Bytes;
use http::{HeaderValue, Response, header};
use http_body_util::{BodyExt as _, Full};

use crate::faults::Mangled;

/// Alters a response.
pub(crate) async fn mangled(
    response: Response<Full<Bytes>>,
    how: Mangled,
) -> Response<Full<Bytes>> {
    let (mut head, body) = response.into_parts();
    let whole = match body.collect().await {
        Ok(whole) => whole.to_bytes(),
        Err(never) => match never {},
    };
    let half = whole.slice(..whole.len() / 2);
    let body = match how {
        Mangled::Half => {
            // `Content-Length` exceeds the body: the connection closes in the middle.
            head.headers.insert(header::CONTENT_LENGTH, whole.len().into());
            half
        }
        Mangled::Json => half,
        Mangled::Gzip => {
            head.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            whole
        }
    };
    Response::from_parts(head, Full::new(body))
}
