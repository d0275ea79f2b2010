//! The content of a file as a stream of chunks.

use std::{
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use chappe_core::BoxError;
use futures_core::Stream;
use http_body::Body;
use tokio::{
    fs::File,
    io::{AsyncRead, ReadBuf},
    time::{Sleep, sleep},
};

use crate::{
    download::{fetch::failed, request::TOO_LARGE},
    error::{Error, Kind},
    http::ResponseBody,
};

/// The number of bytes of a local file that are read at a time, and the maximum that is read of an
/// error response.
pub(super) const CHUNK: usize = 64 * 1024;

/// Called with the bytes received so far, and the size if it is known.
pub(super) type Progress = Box<dyn FnMut(u64, Option<u64>) + Send>;

pub(super) enum Content {
    Http(Pin<Box<ResponseBody>>),
    Local { file: File, buffer: BytesMut },
}

const TRUNCATED: &str = "the file is truncated: the connection closed early";

/// The content of a file, chunk by chunk: a [`Stream`], or a loop over
/// [`chunk`](Self::chunk).
///
/// # Example
///
/// ```no_run
/// use chappe::prelude::*;
///
/// # async fn run(bot: Bot, document: chappe::types::Document)
/// # -> Result<(), chappe::client::Error> {
/// let mut stream = bot.download(&document).stream().await?;
/// while let Some(chunk) = stream.chunk().await? {
///     println!("{} of {:?} bytes, {} now", stream.received(), stream.length(), chunk.len());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing unless polled"]
pub struct FileStream {
    /// `None` after the end.
    content: Option<Content>,
    received: u64,
    length: Option<u64>,
    max_size: u64,
    idle: Duration,
    /// The idle timeout; `None` unless a chunk is awaited.
    stalled: Option<Pin<Box<Sleep>>>,
    progress: Option<Progress>,
}

impl FileStream {
    pub(super) fn new(
        content: Content,
        length: Option<u64>,
        max_size: u64,
        idle: Duration,
        progress: Option<Progress>,
    ) -> Self {
        let content = Some(content);
        Self { content, received: 0, length, max_size, idle, stalled: None, progress }
    }

    /// Returns the file's size in bytes, if it is known.
    #[inline]
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Returns the number of bytes received so far.
    #[inline]
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Returns the next chunk, or `None` at the end.
    ///
    /// # Errors
    ///
    /// Fails if the transfer fails, or if the file is larger than
    /// [`max_size`](crate::Download::max_size). Later calls then return `None`.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: dropping the future loses no data.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    #[inline]
    fn poll_content(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        match &mut self.content {
            None => Poll::Ready(None),
            Some(Content::Http(body)) => loop {
                let frame = match ready!(body.as_mut().poll_frame(cx)) {
                    Some(frame) => frame?,
                    None => return Poll::Ready(None),
                };
                // Trailers are ignored.
                if let Ok(data) = frame.into_data() {
                    return Poll::Ready(Some(Ok(data)));
                }
            },
            Some(Content::Local { file, buffer }) => {
                buffer.resize(CHUNK, 0);
                let mut filled = ReadBuf::new(buffer);
                ready!(Pin::new(file).poll_read(cx, &mut filled))?;
                let length = filled.filled().len();
                let chunk = buffer.split_to(length).freeze();
                Poll::Ready((!chunk.is_empty()).then_some(Ok(chunk)))
            }
        }
    }

    #[inline]
    fn accept(&mut self, chunk: Bytes) -> Result<Bytes, Error> {
        self.received += chunk.len() as u64;
        if self.received > self.max_size {
            return Err(failed(TOO_LARGE));
        }
        if let Some(progress) = &mut self.progress {
            progress(self.received, self.length);
        }
        Ok(chunk)
    }
}

impl Stream for FileStream {
    type Item = Result<Bytes, Error>;

    #[inline]
    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Error>>> {
        let this = &mut *self;
        let item = match this.poll_content(cx) {
            Poll::Ready(Some(Ok(chunk))) => Some(this.accept(chunk)),
            Poll::Ready(Some(Err(error))) => {
                Some(Err(Error::with_source("getFile".into(), Kind::Download(TRUNCATED), error)))
            }
            Poll::Ready(None) => {
                let is_short = this.content.is_some()
                    && this.length.is_some_and(|length| this.received < length);
                is_short.then(|| Err(failed(TRUNCATED)))
            }
            Poll::Pending => {
                let idle = this.idle;
                let stalled = this.stalled.get_or_insert_with(|| Box::pin(sleep(idle)));
                ready!(stalled.as_mut().poll(cx));
                Some(Err(Error::new("getFile".into(), Kind::TimedOut(idle))))
            }
        };
        this.stalled = None;
        if !matches!(item, Some(Ok(_))) {
            this.content = None;
        }
        Poll::Ready(item)
    }
}

impl fmt::Debug for FileStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileStream")
            .field("received", &self.received)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}
