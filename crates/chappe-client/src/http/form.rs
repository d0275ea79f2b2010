//! Multipart forms, read as they are sent.

use std::{
    collections::VecDeque,
    hash::{BuildHasher as _, RandomState},
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use chappe_core::BoxError;
use chappe_types::{Upload, UploadContent};
use http_body::{Body, Frame, SizeHint};
use tokio::io::{AsyncRead, ReadBuf};

use crate::{
    call::Call,
    files::{Reader, Source},
    params::text,
};

/// How much of a file is read at a time, in bytes.
const CHUNK: usize = 64 * 1024;

/// A form with a call's parameters and files.
pub(crate) struct Form {
    boundary: String,
    parts: VecDeque<Part>,
    /// What is yet to be sent; `None` if a stream does not tell its length.
    left: Option<u64>,
}

enum Part {
    Bytes(Bytes),
    /// A file in memory, sent from where it is.
    Shared {
        bytes: std::sync::Arc<[u8]>,
        sent: usize,
    },
    Read(Read),
}

struct Read {
    reader: Reader,
    /// How much must still come; `None` if the stream did not tell.
    left: Option<u64>,
    buffer: BytesMut,
}

impl Form {
    /// Opens the files of a call.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be opened; nothing was sent then.
    pub(crate) async fn open(call: &Call) -> io::Result<Self> {
        let mut form = Self { boundary: boundary(), parts: VecDeque::new(), left: Some(0) };
        let mut head = String::new();
        for (name, value) in call.params().members() {
            let value = unquoted(value);
            form.head(&mut head, &format!("name=\"{}\"", escape(&name)));
            head.push_str(&value);
            head.push_str("\r\n");
        }
        for file in call.files() {
            let (part, name) = (escape(file.part()), escape(file.file_name()));
            form.head(&mut head, &format!("name=\"{part}\"; filename=\"{name}\""));
            // Without a type, a part is text.
            head.truncate(head.len() - 2);
            head.push_str("Content-Type: application/octet-stream\r\n\r\n");
            form.push_text(&mut head);
            form.push_file(file).await?;
            head.push_str("\r\n");
        }
        head.extend(["--", &*form.boundary, "--\r\n"]);
        form.push_text(&mut head);
        Ok(form)
    }

    /// The media type of the form.
    pub(crate) fn media_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    fn head(&self, head: &mut String, disposition: &str) {
        let disposition = ["\r\nContent-Disposition: form-data; ", disposition, "\r\n\r\n"];
        head.extend(["--", &*self.boundary].into_iter().chain(disposition));
    }

    fn push_text(&mut self, text: &mut String) {
        let bytes = Bytes::from(std::mem::take(text));
        self.push(Some(bytes.len() as u64), Part::Bytes(bytes));
    }

    async fn push_file(&mut self, file: &Upload) -> io::Result<()> {
        let (reader, length) = match file.content() {
            UploadContent::Bytes(bytes) => {
                let part = Part::Shared { bytes: std::sync::Arc::clone(bytes), sent: 0 };
                self.push(Some(bytes.len() as u64), part);
                return Ok(());
            }
            UploadContent::Path(path) => {
                let file = tokio::fs::File::open(path).await?;
                let metadata = file.metadata().await?;
                if metadata.is_dir() {
                    return Err(io::ErrorKind::IsADirectory.into());
                }
                // What tells no length may have content all the same.
                let is_known = metadata.is_file() && metadata.len() > 0;
                (Reader::file(file), is_known.then_some(metadata.len()))
            }
            UploadContent::Other(content) => match Source::of(content) {
                Some(source) => source.open()?,
                None => return Err(io::Error::other("an upload that this client did not make")),
            },
            _ => return Err(io::Error::other("an upload of an unknown sort")),
        };
        self.push(length, Part::Read(Read { reader, left: length, buffer: BytesMut::new() }));
        Ok(())
    }

    fn push(&mut self, length: Option<u64>, part: Part) {
        self.left = self.left.zip(length).map(|(left, length)| left + length);
        self.parts.push_back(part);
    }
}

impl Body for Form {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        loop {
            let Some(part) = self.parts.front_mut() else { return Poll::Ready(None) };
            let chunk = match part {
                Part::Bytes(bytes) => std::mem::take(bytes),
                Part::Shared { bytes, sent } => {
                    let end = bytes.len().min(*sent + CHUNK);
                    let chunk = Bytes::copy_from_slice(&bytes[*sent..end]);
                    *sent = end;
                    chunk
                }
                Part::Read(read) => ready!(read.poll(cx))?,
            };
            if chunk.is_empty() {
                self.parts.pop_front();
                continue;
            }
            self.left = self.left.map(|left| left.saturating_sub(chunk.len() as u64));
            return Poll::Ready(Some(Ok(Frame::data(chunk))));
        }
    }

    fn is_end_stream(&self) -> bool {
        self.parts.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

impl Read {
    /// The next chunk; empty at the end. A length that was told is kept to.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Bytes>> {
        let most = self
            .left
            .map_or(CHUNK, |left| usize::try_from(left).map_or(CHUNK, |left| left.min(CHUNK)));
        if most == 0 {
            return Poll::Ready(Ok(Bytes::new()));
        }
        self.buffer.resize(most, 0);
        let mut buffer = ReadBuf::new(&mut self.buffer);
        ready!(Pin::new(&mut self.reader).poll_read(cx, &mut buffer))?;
        let filled = buffer.filled().len();
        if filled == 0 && self.left.is_some() {
            return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into()));
        }
        self.left = self.left.map(|left| left - filled as u64);
        Poll::Ready(Ok(self.buffer.split_to(filled).freeze()))
    }
}

/// A parameter in a form: a text stands without its quotes.
fn unquoted(json: &str) -> std::borrow::Cow<'_, str> {
    let raw = serde_json::from_str::<&serde_json::value::RawValue>(json);
    match raw {
        Ok(raw) if json.starts_with('"') => text(raw).unwrap_or(json.into()),
        _ => json.into(),
    }
}

/// A boundary that no file contains but by design.
fn boundary() -> String {
    let random = || RandomState::new().hash_one(());
    format!("chappe-{:016x}{:016x}", random(), random())
}

/// A name inside quotes, as browsers write it.
fn escape(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
