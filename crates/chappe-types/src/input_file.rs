//! The files that methods send.

use crate::{
    ids::FileId,
    print::{Print, Printer, Value, serialize_as_described},
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
    fn print<'a>(&'a self, name: &'static str, printer: &mut Printer<'_, 'a>) {
        match self {
            Self::Id(id) => id.print(name, printer),
            Self::Url(url) => url.print(name, printer),
            Self::Upload(upload) => printer.value(name, Value::Upload(upload)),
        }
    }
}

serialize_as_described! { InputFile }
