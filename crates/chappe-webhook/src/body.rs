//! Reads a request's body: no more than is allowed, and not for ever.

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

use crate::budget::Budget;

/// What a body may take.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    /// In bytes.
    pub(crate) size: usize,
    /// From one piece to the next.
    pub(crate) idle: Duration,
    /// From the first to the last.
    pub(crate) total: Duration,
    /// For all bodies under way.
    pub(crate) budget: Budget,
}

/// What is reserved, in bytes, for no more than an announcement. Most updates
/// are smaller.
const FIRST_RESERVATION: usize = 16 * 1024;

/// Longer than any body takes, and short enough to be added to any time.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads a body whole, and decodes it.
///
/// # Errors
///
/// The status to refuse it with: 413 if it is too large, by its own word or in
/// fact; 408 if it comes too slowly; 400 if the connection breaks off; 503 if the bodies
/// under way take all the memory that they may.
pub(crate) async fn read<B, T>(
    body: B,
    limits: &Limits,
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
    // Most bodies need none.
    let mut share = None;
    loop {
        let frame = match next(body.as_mut(), limits, &mut deadline).await {
            Ok(Some(Ok(frame))) => frame,
            Ok(None) => return Ok(decode(&collected)),
            Ok(Some(Err(_))) => return Err(StatusCode::BAD_REQUEST),
            Err(_) => return Err(StatusCode::REQUEST_TIMEOUT),
        };
        let Ok(mut data) = frame.into_data() else { continue };
        if data.remaining() > limits.size - collected.len() {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        // Nearly all bodies come in one piece.
        if collected.is_empty() && body.is_end_stream() && data.chunk().len() == data.remaining() {
            return Ok(decode(data.chunk()));
        }
        let length = collected.len() + data.remaining();
        if length > collected.capacity() {
            // Twice as much each time, and not much more than will be there.
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

/// The next frame, in time. Who need not wait needs no clock: `deadline` is set at the
/// first wait.
async fn next<B: Body>(
    mut body: Pin<&mut B>,
    limits: &Limits,
    deadline: &mut Option<Instant>,
) -> Result<Option<Result<Frame<B::Data>, B::Error>>, Elapsed> {
    let mut frame = body.frame();
    if let Poll::Ready(frame) = poll_fn(|cx| Poll::Ready(Pin::new(&mut frame).poll(cx))).await {
        return Ok(frame);
    }
    let now = Instant::now();
    let deadline = *deadline.get_or_insert(now + limits.total.min(LONGEST));
    timeout_at(deadline.min(now + limits.idle.min(LONGEST)), frame).await
}
