//! Uploads: files that are sent as parts of a form.

use std::{
    any::Any,
    fmt,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use serde::Serializer;

use crate::str::Str;

/// A file that is uploaded with the call, as a part of a form. A clone is equal to the original and
/// refers to the same part.
#[derive(Clone)]
pub struct Upload {
    part: Str,
    file_name: Str,
    content: UploadContent,
}

/// Where the bytes of an upload come from.
#[derive(Clone)]
#[non_exhaustive]
pub enum UploadContent {
    /// Bytes in memory.
    Bytes(Bytes),
    /// A file that the client reads when it sends it.
    Path(PathBuf),
    /// Content of a type that only the sending client recognises: a stream, for example.
    Other(Arc<dyn Any + Send + Sync>),
}

static NEXT_PART: AtomicU64 = AtomicU64::new(1);

impl Upload {
    /// An upload of bytes in memory, with a file name: a `Vec<u8>`, a `String`, a static slice such
    /// as `&include_bytes!("…")[..]`, or the [`Bytes`] of a download. They are not copied.
    ///
    /// # Example
    ///
    /// A photo is sent back:
    ///
    /// ```no_run
    /// use chappe::prelude::*;
    /// use chappe::types::{SendPhoto, Upload};
    ///
    /// async fn mirror(bot: Bot, Event(message): Event<Message>) -> Result<SendPhoto, BoxError> {
    ///     let photo = message.largest_photo().ok_or(Skip)?; // no photo: the next route is tried
    ///     let bytes = bot.download(photo).bytes().await?;
    ///     Ok(message.answer_photo(Upload::bytes("photo.jpg", bytes)))
    /// }
    /// # let _ = mirror;
    /// ```
    #[inline]
    pub fn bytes(file_name: impl Into<Str>, bytes: impl Into<Bytes>) -> Self {
        Self::new(file_name.into(), UploadContent::Bytes(bytes.into()))
    }

    /// An upload of a file on this machine, with the file name of `path`. The client reads the
    /// file when it sends it.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self::new(file_name.into(), UploadContent::Path(path))
    }

    /// An upload of content of a type that only the sending client recognises.
    pub fn other(file_name: impl Into<Str>, content: Arc<dyn Any + Send + Sync>) -> Self {
        Self::new(file_name.into(), UploadContent::Other(content))
    }

    fn new(file_name: Str, content: UploadContent) -> Self {
        let number = NEXT_PART.fetch_add(1, Ordering::Relaxed);
        Self { part: format!("file{number}").into(), file_name, content }
    }

    /// The name of the form's part, which the parameters refer to as `attach://<part>`.
    pub fn part(&self) -> &str {
        &self.part
    }

    /// The file name that the upload is sent with.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// Writes the reference to the form's part that the parameters hold in place of the file.
    pub(crate) fn refer<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("attach://{}", self.part))
    }

    /// Where the bytes come from.
    pub fn content(&self) -> &UploadContent {
        &self.content
    }
}

impl PartialEq for Upload {
    fn eq(&self, other: &Self) -> bool {
        self.part == other.part
    }
}

impl Eq for Upload {}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("file_name", &self.file_name)
            .field("content", &self.content)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for UploadContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Path(path) => path.fmt(f),
            Self::Other(_) => f.write_str("content of the client"),
        }
    }
}
