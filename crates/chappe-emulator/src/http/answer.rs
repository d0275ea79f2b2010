//! The response to a request: the guard, the body, the route.

use std::{pin::pin, sync::Arc};

use bytes::{Buf, BufMut as _, Bytes, BytesMut};
use chappe_core::BoxError;
use http::Request;
use http_body::Body;
use http_body_util::BodyExt as _;

use crate::{
    error::ApiError,
    http::{guard, routes::route},
    response::{HttpResponse, api_response},
    shared::Shared,
};

/// The largest body that is buffered, in bytes. It exceeds the limit of the Bot API,
/// because the control API accepts larger files.
const MAX_BODY: usize = 64 * 1024 * 1024;

/// Answers a request.
pub(crate) async fn answer<B>(
    shared: &Arc<Shared>,
    request: Request<B>,
) -> Result<HttpResponse, BoxError>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    let (head, body) = request.into_parts();
    if let Some(refusal) = guard::check(shared, &head.headers, &head.uri) {
        return Ok(refusal);
    }
    match read(body).await? {
        Some(body) => route(shared, &head, body).await,
        None => Ok(api_response(Err(ApiError::too_large()))),
    }
}

/// Reads a body to its end. Returns `None` if it is too large.
async fn read<B>(body: B) -> Result<Option<Bytes>, BoxError>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    let (mut body, mut whole, mut is_too_large) = (pin!(body), BytesMut::new(), false);
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.map_err(Into::into)?.into_data() {
            is_too_large |= data.remaining() > MAX_BODY - whole.len();
            if !is_too_large {
                whole.put(data);
            }
        }
    }
    Ok((!is_too_large).then(|| whole.freeze()))
}
