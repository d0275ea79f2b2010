//! Files that are sent.

use std::{
    any::Any,
    fmt,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use serde::Serializer;

use crate::{
    ids::FileId,
    print::{Print, To, Value, serialize_as_described},
    str::Str,
};

/// A file to send: one that Telegram has, one from the web, or an upload.
///
/// Source: Bot API 10.3, [sending files](https://core.telegram.org/bots/api#sending-files).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputFile {
    /// A file on Telegram's servers.
    Id(FileId),
    /// A file that Telegram fetches from the web.
    Url(Str),
    /// A file that is sent along.
    Upload(Upload),
}

impl AsRef<Self> for FileId {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl From<FileId> for InputFile {
    fn from(id: FileId) -> Self {
        Self::Id(id)
    }
}

impl From<&FileId> for InputFile {
    fn from(id: &FileId) -> Self {
        Self::Id(id.clone())
    }
}

impl From<Upload> for InputFile {
    fn from(upload: Upload) -> Self {
        Self::Upload(upload)
    }
}

impl Print for InputFile {
    fn tell<'a>(&'a self, name: &'static str, to: &mut To<'_, 'a>) {
        match self {
            Self::Id(id) => id.tell(name, to),
            Self::Url(url) => url.tell(name, to),
            Self::Upload(upload) => to.value(name, Value::Upload(upload)),
        }
    }
}

serialize_as_described! { InputFile }

/// A file that is sent along, as a part of a form; a clone is the same file.
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
    Bytes(Arc<[u8]>),
    /// A file that the client reads when it sends it.
    Path(PathBuf),
    /// Something that only the client knows which made it: a stream, say.
    Other(Arc<dyn Any + Send + Sync>),
}

static NEXT_PART: AtomicU64 = AtomicU64::new(1);

impl Upload {
    /// Bytes in memory, sent under a file name.
    pub fn bytes(file_name: impl Into<Str>, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self::new(file_name.into(), UploadContent::Bytes(bytes.into()))
    }

    /// A file on this machine, sent under its own name.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Self::new(file_name.into(), UploadContent::Path(path))
    }

    /// Content that only the client knows which made it.
    pub fn other(file_name: impl Into<Str>, content: Arc<dyn Any + Send + Sync>) -> Self {
        Self::new(file_name.into(), UploadContent::Other(content))
    }

    fn new(file_name: Str, content: UploadContent) -> Self {
        let number = NEXT_PART.fetch_add(1, Ordering::Relaxed);
        Self { part: format!("file{number}").into(), file_name, content }
    }

    /// The name of the form's part, which the parameters refer to.
    pub fn part(&self) -> &str {
        &self.part
    }

    /// The name that the file is sent under.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// Writes what stands in the parameters in place of the file.
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
            Self::Other(_) => f.write_str("of a client's own"),
        }
    }
}
