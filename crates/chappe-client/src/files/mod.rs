//! Files: sent as streams, and downloaded.

mod download;
mod path;
mod source;

pub(crate) use self::source::{Reader, Source};
pub use self::{
    download::{Download, FileStream},
    source::{upload_reader, upload_reader_with, upload_stream},
};
