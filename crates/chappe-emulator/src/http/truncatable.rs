//! Bodies that may be shorter than their `Content-Length`.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Response, header};
use http_body::{Body, Frame, SizeHint};
use http_body_util::Full;

/// A body. One that is shorter than its `Content-Length` does not report its size.
pub(crate) struct Truncatable {
    body: Full<Bytes>,
    is_short: bool,
    /// Whether hyper was given a chance to flush the body.
    is_flushed: bool,
}

/// Wraps a body that may be shorter than its `Content-Length`.
pub(crate) fn truncatable(response: Response<Full<Bytes>>) -> Response<Truncatable> {
    let length = response.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    response.map(|body| {
        let is_short = length.is_some_and(|length| Some(length) != body.size_hint().exact());
        Truncatable { body, is_short, is_flushed: false }
    })
}

impl Body for Truncatable {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let is_over = self.body.is_end_stream();
        if self.is_short && is_over && !std::mem::replace(&mut self.is_flushed, true) {
            // Yields once, so that hyper flushes what it has.
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        !self.is_short && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        if self.is_short { SizeHint::default() } else { self.body.size_hint() }
    }
}
