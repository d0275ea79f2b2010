//! The key of a file.

use std::{
    fmt::{self, Write as _},
    fs::File,
    io::{self, Read as _},
    sync::Arc,
};

use chappe_types::{Upload, UploadContent, UserId};
use ring::digest::{Context, Digest, SHA256};

use super::slots::Slot;

/// The key of a file: the bot, the kind of message, and a hash of the content and of everything
/// that Telegram stores with it, such as the file name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaKey(Arc<str>);

impl MediaKey {
    /// Returns the key as text: the bot's id, the kind, such as `photo`, and 64 hexadecimal
    /// digits, separated by colons.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Computes the key of a file. `None` for a file that cannot be read, or only once.
    pub(super) async fn of(bot: UserId, slot: &Slot) -> Option<Self> {
        let content = digest(&slot.upload).await.ok()??;
        let thumbnail = match &slot.thumbnail {
            Some(upload) => Some(digest(upload).await.ok()??),
            None => None,
        };
        let mut hash = Context::new(&SHA256);
        let parts = [
            content.as_ref(),
            thumbnail.as_ref().map_or(&[][..], AsRef::as_ref),
            slot.upload.file_name().as_bytes(),
            slot.attributes.as_bytes(),
        ];
        for part in parts {
            hash.update(&(part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let mut key = format!("{bot}:{}:", slot.kind);
        for byte in hash.finish().as_ref() {
            // Writing to a string does not fail.
            let _ = write!(key, "{byte:02x}");
        }
        Some(Self(key.into()))
    }

    #[cfg(test)]
    pub(super) fn test(name: &str) -> Self {
        Self(name.into())
    }
}

impl fmt::Debug for MediaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The greatest length of bytes that are hashed in the task of the call.
const SHORT: usize = 256 * 1024;

/// Computes the hash of the content of an upload. `None` for content that can be read only once.
async fn digest(upload: &Upload) -> io::Result<Option<Digest>> {
    let work = match upload.content() {
        UploadContent::Bytes(bytes) if bytes.len() <= SHORT => {
            return Ok(Some(ring::digest::digest(&SHA256, bytes)));
        }
        UploadContent::Bytes(bytes) => {
            let bytes = bytes.clone();
            tokio::task::spawn_blocking(move || Ok(ring::digest::digest(&SHA256, &bytes)))
        }
        UploadContent::Path(path) => {
            let path = path.clone();
            tokio::task::spawn_blocking(move || digest_of_file(File::open(path)?))
        }
        _ => return Ok(None),
    };
    work.await.map_err(io::Error::other)?.map(Some)
}

fn digest_of_file(mut file: File) -> io::Result<Digest> {
    let (mut hash, mut buffer) = (Context::new(&SHA256), vec![0; 64 * 1024]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hash.finish()),
            length => hash.update(&buffer[..length]),
        }
    }
}
