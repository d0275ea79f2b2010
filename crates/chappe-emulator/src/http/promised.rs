//! Bodies that may be shorter than what was promised.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{Response, header};
use http_body::{Body, Frame, SizeHint};
use http_body_util::Full;

/// A body; one that is shorter than its header promises does not tell its size.
pub(crate) struct Promised {
    body: Full<Bytes>,
    is_short: bool,
    /// Whether what there is was left time to go out.
    is_flushed: bool,
}

/// An answer whose body may be shorter than promised.
pub(crate) fn promised(answer: Response<Full<Bytes>>) -> Response<Promised> {
    let length = answer.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    answer.map(|body| {
        let is_short = length.is_some_and(|length| Some(length) != body.size_hint().exact());
        Promised { body, is_short, is_flushed: false }
    })
}

impl Body for Promised {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let is_over = self.body.is_end_stream();
        if self.is_short && is_over && !std::mem::replace(&mut self.is_flushed, true) {
            // A pause, in which the server sends what it has.
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
