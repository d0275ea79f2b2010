//! Reads the body of a request within limits of size, time and memory.

use std::{
    future::{Future as _, poll_fn},
    pin::{Pin, pin},
    task::Poll,
    time::Duration,
};

use bytes::Buf;
use chappe_core::BoxError;
use http::StatusCode;
use http_body::{Body, Frame};
use http_body_util::BodyExt as _;
use tokio::time::{Instant, error::Elapsed, timeout_at};

use super::body_budget::BodyBudget;

/// Limits of reading a body.
#[derive(Clone, Debug)]
pub(crate) struct BodyLimits {
    /// Maximum size in bytes.
    pub(crate) size: usize,
    /// Maximum time between two frames.
    pub(crate) idle: Duration,
    /// Maximum time for the whole body.
    pub(crate) total: Duration,
    /// Memory shared by all bodies that are being read.
    pub(crate) budget: BodyBudget,
}

/// The maximum number of bytes that a `Content-Length` reserves before any data is read. Most
/// updates are smaller.
const FIRST_RESERVATION: usize = 16 * 1024;

/// The upper bound of both timeouts: one day, so that adding it to an `Instant` cannot overflow.
const MAX_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads a whole body and decodes it.
///
/// # Errors
///
/// Returns the status of the response: 413 if the body or its announced size is too large, 408 if
/// a timeout elapsed, 400 if the body ended with an error, 503 if the memory budget is used up.
pub(crate) async fn read_body<B, T>(
    body: B,
    limits: &BodyLimits,
    decode: impl FnOnce(&[u8]) -> T,
) -> Result<T, StatusCode>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    let announced = body.size_hint();
    if announced.lower() > limits.size as u64 {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let mut deadline = None;
    let mut body = pin!(body);
    let announced = usize::try_from(announced.lower()).unwrap_or_default();
    let mut collected = Vec::new();
    // Reserved at the second frame: most bodies have one frame and reserve nothing.
    let mut share = None;
    loop {
        let frame = match next_frame(body.as_mut(), limits, &mut deadline).await {
            Ok(Some(Ok(frame))) => frame,
            Ok(None) => return Ok(decode(&collected)),
            Ok(Some(Err(_))) => return Err(StatusCode::BAD_REQUEST),
            Err(_) => return Err(StatusCode::REQUEST_TIMEOUT),
        };
        let Ok(mut data) = frame.into_data() else { continue };
        if data.remaining() > limits.size - collected.len() {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        // Fast path: the first frame holds the whole body.
        if collected.is_empty() && body.is_end_stream() && data.chunk().len() == data.remaining() {
            return Ok(decode(data.chunk()));
        }
        let length = collected.len() + data.remaining();
        if length > collected.capacity() {
            // Doubles the capacity, up to the size limit.
            let first = announced.min(FIRST_RESERVATION);
            let capacity = length.max(first).max(2 * collected.capacity().min(limits.size / 2));
            let share = share.get_or_insert_with(|| limits.budget.share());
            if !share.grow_to(capacity) {
                return Err(StatusCode::SERVICE_UNAVAILABLE);
            }
            collected.reserve_exact(capacity - collected.len());
        }
        while data.has_remaining() {
            let chunk = data.chunk();
            collected.extend_from_slice(chunk);
            let length = chunk.len();
            data.advance(length);
        }
    }
}

/// Returns the next frame, within the timeouts. The clock is read only if the frame is not
/// ready yet: `deadline` is set at the first wait.
async fn next_frame<B: Body>(
    mut body: Pin<&mut B>,
    limits: &BodyLimits,
    deadline: &mut Option<Instant>,
) -> Result<Option<Result<Frame<B::Data>, B::Error>>, Elapsed> {
    let mut frame = body.frame();
    if let Poll::Ready(frame) = poll_fn(|cx| Poll::Ready(Pin::new(&mut frame).poll(cx))).await {
        return Ok(frame);
    }
    let now = Instant::now();
    let deadline = *deadline.get_or_insert(now + limits.total.min(MAX_TIMEOUT));
    timeout_at(deadline.min(now + limits.idle.min(MAX_TIMEOUT)), frame).await
}
