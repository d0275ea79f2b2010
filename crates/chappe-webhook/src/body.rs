//! Reads a request's body: no more than is allowed, and not for ever.

use std::{pin::pin, time::Duration};

use bytes::Buf;
use chappe_core::BoxError;
use http::StatusCode;
use http_body::Body;
use http_body_util::BodyExt as _;
use tokio::time::{Instant, timeout_at};

/// What a body may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// In bytes.
    pub(crate) size: usize,
    /// From one piece to the next.
    pub(crate) idle: Duration,
    /// From the first to the last.
    pub(crate) total: Duration,
}

/// What is reserved, in bytes, for no more than an announcement. Most updates
/// are smaller.
const FIRST_RESERVATION: usize = 16 * 1024;

/// Longer than any body takes, and short enough to be added to any time.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads a body whole.
///
/// # Errors
///
/// The status to refuse it with: 413 if it is too large, by its own word or in
/// fact; 408 if it comes too slowly; 400 if the connection breaks off.
pub(crate) async fn read<B>(body: B, limits: Limits) -> Result<Vec<u8>, StatusCode>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    let announced = body.size_hint();
    if announced.lower() > limits.size as u64 {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let deadline = Instant::now() + limits.total.min(LONGEST);
    let mut body = pin!(body);
    let announced = usize::try_from(announced.lower()).unwrap_or_default();
    let mut collected = Vec::with_capacity(announced.min(FIRST_RESERVATION));
    loop {
        let patience = deadline.min(Instant::now() + limits.idle.min(LONGEST));
        let frame = match timeout_at(patience, body.frame()).await {
            Ok(Some(Ok(frame))) => frame,
            Ok(None) => return Ok(collected),
            Ok(Some(Err(_))) => return Err(StatusCode::BAD_REQUEST),
            Err(_) => return Err(StatusCode::REQUEST_TIMEOUT),
        };
        let Ok(mut data) = frame.into_data() else { continue };
        if data.remaining() > limits.size - collected.len() {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        while data.has_remaining() {
            let chunk = data.chunk();
            collected.extend_from_slice(chunk);
            let length = chunk.len();
            data.advance(length);
        }
    }
}
