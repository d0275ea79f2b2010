//! Answers that are not sent as they are.

use bytes::Bytes;
use http::{HeaderValue, Response, header};
use http_body_util::{BodyExt as _, Full};

use crate::faults::Mangled;

/// The answer, spoiled as a fault wants it.
pub(crate) async fn mangled(answer: Response<Full<Bytes>>, how: Mangled) -> Response<Full<Bytes>> {
    let (mut head, body) = answer.into_parts();
    let whole = match body.collect().await {
        Ok(whole) => whole.to_bytes(),
        Err(never) => match never {},
    };
    let half = whole.slice(..whole.len() / 2);
    let body = match how {
        Mangled::Half => {
            // More is promised than comes: the connection ends in the middle.
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
