//! The files that methods send.

use crate::{
    ids::FileId,
    print::{Print, To, Value, serialize_as_described},
    str::Str,
    upload::Upload,
};

/// A file to send: one on Telegram's servers, one from the web, or an upload.
///
/// Source: Bot API 10.3, [sending files](https://core.telegram.org/bots/api#sending-files).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputFile {
    /// A file on Telegram's servers.
    Id(FileId),
    /// A file that Telegram fetches from the web.
    Url(Str),
    /// A file that is uploaded with the call.
    Upload(Upload),
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
