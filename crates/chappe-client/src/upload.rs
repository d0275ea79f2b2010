//! Uploads from readers and streams.

use std::{
    any::Any,
    fmt, io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::{Buf as _, Bytes};
use chappe_core::BoxError;
use chappe_types::{Str, Upload};
use futures_core::Stream;
use tokio::io::{AsyncRead, ReadBuf};

/// Creates an upload that is read from `reader`, once.
///
/// The reader is read while the call is sent, in chunks of 64 KiB. A call with this upload cannot
/// be retried once reading has begun. Use [`upload_reader_with`] for uploads that can be sent
/// again.
///
/// # Example
///
/// ```
/// use chappe::client::upload_reader;
/// use chappe::types::{InputFile, SendDocument};
///
/// let upload = upload_reader("log.txt", &b"a line of a log"[..]);
/// let method = SendDocument::new(7, InputFile::from(upload));
/// # let _ = method;
/// ```
pub fn upload_reader(file_name: impl Into<Str>, reader: impl AsyncRead + Send + 'static) -> Upload {
    let once = Mutex::new(Some(Reader(Kind::Boxed(Box::pin(reader)))));
    Upload::other(file_name, Arc::new(UploadSource { length: None, content: Content::Once(once) }))
}

/// Creates an upload whose reader is opened by `open` for each attempt, so that the call can be
/// retried.
///
/// `length` is the size in bytes, if it is known. If it is set, exactly that many bytes are sent.
///
/// # Example
///
/// ```
/// use chappe::client::upload_reader_with;
/// use chappe::types::{InputFile, SendDocument};
///
/// let upload = upload_reader_with("log.txt", Some(4), || Ok(&b"text"[..]));
/// let method = SendDocument::new(7, InputFile::from(upload));
/// # let _ = method;
/// ```
pub fn upload_reader_with<R>(
    file_name: impl Into<Str>,
    length: Option<u64>,
    open: impl Fn() -> io::Result<R> + Send + Sync + 'static,
) -> Upload
where
    R: AsyncRead + Send + 'static,
{
    let open = Box::new(move || Ok(Reader(Kind::Boxed(Box::pin(open()?)))));
    Upload::other(file_name, Arc::new(UploadSource { length, content: Content::Reopen(open) }))
}

/// Creates an upload that is read from a stream of bytes, once, like that of [`upload_reader`].
pub fn upload_stream<E>(
    file_name: impl Into<Str>,
    stream: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
) -> Upload
where
    E: Into<BoxError> + 'static,
{
    upload_reader(file_name, StreamReader { stream: Box::pin(stream), chunk: Bytes::new() })
}

/// The content of an upload from a reader.
pub(crate) struct UploadSource {
    length: Option<u64>,
    content: Content,
}

enum Content {
    Once(Mutex<Option<Reader>>),
    Reopen(Box<dyn Fn() -> io::Result<Reader> + Send + Sync>),
}

impl UploadSource {
    pub(crate) fn of(content: &Arc<dyn Any + Send + Sync>) -> Option<&Self> {
        content.downcast_ref()
    }

    /// Returns whether the content can be read: it was not read yet, or can be opened again.
    pub(crate) fn is_available(&self) -> bool {
        match &self.content {
            Content::Once(once) => once.lock().unwrap_or_else(PoisonError::into_inner).is_some(),
            Content::Reopen(_) => true,
        }
    }

    /// Opens the content, and returns its length if it is known.
    pub(crate) fn open(&self) -> io::Result<(Reader, Option<u64>)> {
        let reader = match &self.content {
            Content::Once(once) => {
                let taken = once.lock().unwrap_or_else(PoisonError::into_inner).take();
                taken.ok_or_else(|| {
                    io::Error::other("the stream was read before and cannot be sent again")
                })?
            }
            Content::Reopen(open) => open()?,
        };
        Ok((reader, self.length))
    }

    pub(crate) fn length(&self) -> Option<u64> {
        self.length
    }
}

/// A file on disk, or any other reader with its type erased.
pub(crate) struct Reader(Kind);

enum Kind {
    File(Box<tokio::fs::File>),
    Boxed(Pin<Box<dyn AsyncRead + Send>>),
}

impl Reader {
    pub(crate) fn file(file: tokio::fs::File) -> Self {
        Self(Kind::File(Box::new(file)))
    }
}

impl AsyncRead for Reader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.0 {
            Kind::File(file) => Pin::new(&mut **file).poll_read(cx, buffer),
            Kind::Boxed(reader) => reader.as_mut().poll_read(cx, buffer),
        }
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}

/// A stream of bytes as a reader.
struct StreamReader<S> {
    stream: Pin<Box<S>>,
    chunk: Bytes,
}

impl<S, E> AsyncRead for StreamReader<S>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<BoxError>,
{
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        while self.chunk.is_empty() {
            match ready!(self.stream.as_mut().poll_next(cx)) {
                Some(chunk) => self.chunk = chunk.map_err(io::Error::other)?,
                None => return Poll::Ready(Ok(())),
            }
        }
        let length = self.chunk.remaining().min(buffer.remaining());
        buffer.put_slice(&self.chunk.split_to(length));
        Poll::Ready(Ok(()))
    }
}
