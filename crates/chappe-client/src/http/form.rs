//! Multipart forms, whose files are read while the form is sent.

use std::{
    borrow::Cow,
    collections::VecDeque,
    fmt::Write as _,
    hash::{BuildHasher as _, RandomState},
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use chappe_core::BoxError;
use chappe_types::{Upload, UploadContent};
use http::HeaderValue;
use http_body::{Body, Frame, SizeHint};
use tokio::io::{AsyncRead, ReadBuf};

use crate::{
    call::Call,
    params::text,
    upload::{Reader, UploadSource},
};

/// The number of bytes of a file that are read at a time.
const CHUNK: usize = 64 * 1024;

/// The pieces of a form in order: text (headers of parts, parameters, the end) and the files
/// between them.
struct Layout<'a> {
    boundary: String,
    pieces: Vec<Piece<'a>>,
}

enum Piece<'a> {
    Text(String),
    File(&'a Upload),
}

impl<'a> Layout<'a> {
    /// Lays out a call's parameters and files, after the field `leading` if there is one.
    fn new(call: &'a Call, leading: Option<(&str, &str)>) -> Self {
        let boundary = boundary();
        let mut pieces = Vec::with_capacity(2 * call.files().len() + 1);
        let mut text = String::with_capacity(2 * call.params().as_bytes().len() + 256);
        let head = |text: &mut String, name: &str| {
            text.extend(["--", &boundary, "\r\nContent-Disposition: form-data; name=\""]);
            text.extend([&*escape(name), "\""]);
        };
        let field = |text: &mut String, name: &str, value: &str| {
            head(text, name);
            text.extend(["\r\n\r\n", value, "\r\n"]);
        };
        if let Some((name, value)) = leading {
            field(&mut text, name, value);
        }
        for (name, value) in call.params().members() {
            field(&mut text, &name, &unquoted(value));
        }
        for file in call.files() {
            head(&mut text, file.part());
            text.extend(["; filename=\"", &*escape(file.file_name()), "\"\r\n"]);
            // A part without a type counts as text.
            text.push_str("Content-Type: application/octet-stream\r\n\r\n");
            pieces.extend([Piece::Text(std::mem::take(&mut text)), Piece::File(file)]);
            text.push_str("\r\n");
        }
        text.extend(["--", &boundary, "--\r\n"]);
        pieces.push(Piece::Text(text));
        Self { boundary, pieces }
    }

    /// Returns the media type of the form.
    fn media_type(&self) -> HeaderValue {
        HeaderValue::try_from(["multipart/form-data; boundary=", &self.boundary].concat())
            .expect("a boundary is plain ASCII")
    }
}

/// Encodes a call as a multipart form in memory. `leading` is the name and value of an additional
/// first field. A webhook can respond with such a form; its first field is the `method`.
///
/// Returns the media type, which contains the boundary, and the body. Returns `None` if a
/// file of the call is not in memory ([`UploadContent::Bytes`]), because it would have to be
/// read first. Files are copied once.
///
/// Source: Bot API 10.3,
/// [making requests](https://core.telegram.org/bots/api#making-requests-when-getting-updates).
///
/// # Example
///
/// ```
/// use chappe::client::{Call, encode_multipart};
/// use chappe::types::{SendDocument, Upload};
///
/// let call = Call::new(&SendDocument::new(7, Upload::bytes("a.txt", &b"text"[..])));
/// let (media_type, body) = encode_multipart(&call, ("method", call.method())).expect("in memory");
/// assert!(media_type.to_str()?.starts_with("multipart/form-data; boundary="));
/// assert!(body.windows(12).any(|part| part == b"sendDocument"));
///
/// let on_disk = Call::new(&SendDocument::new(7, Upload::path("a.txt")));
/// assert!(encode_multipart(&on_disk, ("method", "sendDocument")).is_none());
/// # Ok::<_, http::header::ToStrError>(())
/// ```
pub fn encode_multipart(call: &Call, leading: (&str, &str)) -> Option<(HeaderValue, Bytes)> {
    let layout = Layout::new(call, Some(leading));
    let pieces = layout.pieces.iter().map(|piece| match piece {
        Piece::Text(text) => Some(text.as_bytes()),
        Piece::File(file) => match file.content() {
            UploadContent::Bytes(bytes) => Some(&**bytes),
            _ => None,
        },
    });
    let body = pieces.collect::<Option<Vec<_>>>()?.concat();
    Some((layout.media_type(), body.into()))
}

/// A form of a call's parameters and files. The files are read while it is sent.
pub(crate) struct Form {
    media_type: HeaderValue,
    parts: VecDeque<Part>,
    /// The bytes not sent yet; `None` if the length of a stream is unknown, or if the sum
    /// overflows `u64`.
    left: Option<u64>,
}

enum Part {
    Bytes(Bytes),
    Read(Read),
}

struct Read {
    reader: Reader,
    /// The bytes not read yet; `None` if the length is unknown.
    left: Option<u64>,
    buffer: BytesMut,
}

impl Form {
    /// Opens the files of a call.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be opened. In that case nothing was sent.
    pub(crate) async fn open(call: &Call) -> io::Result<Self> {
        let layout = Layout::new(call, None);
        let media_type = layout.media_type();
        let mut form = Self { media_type, parts: VecDeque::new(), left: Some(0) };
        for piece in layout.pieces {
            match piece {
                Piece::Text(text) => form.push_bytes(text.into()),
                Piece::File(file) => form.push_file(file).await?,
            }
        }
        Ok(form)
    }

    /// Returns the media type of the form, which contains its boundary.
    pub(crate) fn media_type(&self) -> HeaderValue {
        self.media_type.clone()
    }

    fn push_bytes(&mut self, bytes: Bytes) {
        self.push(Some(bytes.len() as u64), Part::Bytes(bytes));
    }

    async fn push_file(&mut self, file: &Upload) -> io::Result<()> {
        let (reader, length) = match file.content() {
            UploadContent::Bytes(bytes) => {
                self.push_bytes(bytes.clone());
                return Ok(());
            }
            UploadContent::Path(path) => {
                let file = tokio::fs::File::open(path).await?;
                let metadata = file.metadata().await?;
                if metadata.is_dir() {
                    return Err(io::ErrorKind::IsADirectory.into());
                }
                // Special files, such as those in `/proc`, report a length of 0 although they have
                // content.
                let is_known = metadata.is_file() && metadata.len() > 0;
                (Reader::file(file), is_known.then_some(metadata.len()))
            }
            UploadContent::Other(content) => match UploadSource::of(content) {
                Some(source) => source.open()?,
                None => {
                    return Err(io::Error::other(
                        "the upload is of a foreign type: use `upload_reader` or `upload_stream`",
                    ));
                }
            },
            _ => return Err(io::Error::other("the upload is of an unknown kind")),
        };
        self.push(length, Part::Read(Read { reader, left: length, buffer: BytesMut::new() }));
        Ok(())
    }

    fn push(&mut self, length: Option<u64>, part: Part) {
        self.left = self.left.zip(length).and_then(|(left, length)| left.checked_add(length));
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
                // Not split into chunks: hyper writes it without a copy.
                Part::Bytes(bytes) => std::mem::take(bytes),
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
    /// Reads the next chunk, which is empty at the end. Reads no more than the known length.
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

/// Returns a parameter's value in a form: a text without its quotes.
fn unquoted(json: &str) -> Cow<'_, str> {
    let text = if json.starts_with('"') { text(json) } else { None };
    text.unwrap_or(json.into())
}

/// Returns a random boundary, which no file contains by accident.
fn boundary() -> String {
    let random = || RandomState::new().hash_one(());
    format!("chappe-{:x}-{:x}", random(), random())
}

/// Escapes a name for a quoted parameter of a header.
///
/// Telegram's server reads a backslash as an escape of the next character and then decodes `%XX`,
/// so backslashes, percent signs, quotes and control characters are written as `%XX`.
fn escape(name: &str) -> Cow<'_, str> {
    let is_special = |c: char| matches!(c, '"' | '%' | '\\') || c.is_ascii_control();
    if !name.contains(is_special) {
        return name.into();
    }
    let mut escaped = String::with_capacity(name.len() + 8);
    for c in name.chars() {
        if is_special(c) {
            // Writing into a string does not fail.
            let _ = write!(escaped, "%{:02X}", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    escaped.into()
}
