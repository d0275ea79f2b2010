//! The options of a download: its destination, size limit and timeout.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use chappe_types::{FileId, GetFile};
use tokio::{
    fs::File,
    io::{AsyncWrite, AsyncWriteExt as _},
    time::timeout,
};

use crate::{
    bot::Bot,
    download::{
        fetch::{CANNOT_READ, failed, fetch, io_failed, open_local},
        stream::{FileStream, Progress},
    },
    error::Error,
};

/// The largest file that Telegram's own server serves, in bytes.
const TELEGRAM_MAX: u64 = 20 * 1024 * 1024;

impl Bot {
    /// Prepares the download of a file. The argument is a file id, or any object that has one.
    ///
    /// # Example
    ///
    /// ```no_run
    /// use chappe::prelude::*;
    ///
    /// # async fn run(bot: Bot, document: chappe::types::Document)
    /// # -> Result<(), chappe::client::Error> {
    /// let bytes = bot.download(&document).max_size(1024 * 1024).bytes().await?;
    /// let length = bytes.len();
    /// # Ok(())
    /// # }
    /// ```
    pub fn download(&self, file: impl AsRef<FileId>) -> Download {
        Download::new(self.clone(), file.as_ref().clone())
    }
}

/// A download that has not started; created by [`Bot::download`].
///
/// It calls [`getFile`](GetFile) for the file's path, then fetches the file, or reads it
/// from disk if the server is [local](crate::ApiServer::local).
///
/// Source: Bot API 10.3, [`getFile`](https://core.telegram.org/bots/api#getfile).
#[must_use = "a download does not start until its destination is chosen"]
pub struct Download {
    bot: Bot,
    file: FileId,
    max_size: u64,
    idle: Duration,
    progress: Option<Progress>,
}

impl Download {
    #[inline]
    fn new(bot: Bot, file: FileId) -> Self {
        let idle = Duration::from_secs(30);
        Self { bot, file, max_size: TELEGRAM_MAX, idle, progress: None }
    }

    /// Sets the largest size that is accepted, in bytes. Defaults to 20 MiB, the maximum of
    /// Telegram's own server. The download of a larger file fails as soon as its size is
    /// known.
    pub fn max_size(mut self, bytes: u64) -> Self {
        self.max_size = bytes;
        self
    }

    /// Sets how long the download may stall before it fails. Defaults to 30 s.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle = timeout;
        self
    }

    /// Sets a callback that is called after each chunk with the number of bytes received so
    /// far, and with the file's size if it is known.
    pub fn on_progress(mut self, progress: impl FnMut(u64, Option<u64>) + Send + 'static) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    /// Starts the download and returns the file as a stream of chunks.
    ///
    /// # Errors
    ///
    /// Fails if there is no such file, if it is too large, if its path is unsafe, or if the
    /// transfer fails.
    pub async fn stream(self) -> Result<FileStream, Error> {
        let file = self.bot.send(GetFile::new(self.file.clone())).await?;
        let size = file.file_size.and_then(|size| u64::try_from(size).ok());
        if size.is_some_and(|size| size > self.max_size) {
            return Err(failed(TOO_LARGE));
        }
        let Some(path) = file.file_path else {
            return Err(failed("the server returned no path: the file cannot be downloaded"));
        };
        let Some((http, endpoint)) = self.bot.transport() else {
            return Err(failed("a bot that was created by `from_service` cannot download files"));
        };
        let (source, length) = match endpoint.server.local_files() {
            Some(files) => {
                let opened = timeout(self.idle, open_local(files, &path)).await;
                let opened = opened.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
                opened.map_err(|error| io_failed(CANNOT_READ, error))?
            }
            None => fetch(http, endpoint, &path, self.idle).await?,
        };
        if length.is_some_and(|length| length > self.max_size) {
            return Err(failed(TOO_LARGE));
        }
        Ok(FileStream::new(source, length.or(size), self.max_size, self.idle, self.progress))
    }

    /// Downloads the whole file into memory. [`Upload::bytes`](chappe_types::Upload::bytes) sends
    /// the bytes again.
    ///
    /// # Errors
    ///
    /// Fails as [`stream`](Self::stream) does.
    pub async fn bytes(self) -> Result<Bytes, Error> {
        let mut stream = self.stream().await?;
        let mut bytes = BytesMut::new();
        while let Some(chunk) = stream.chunk().await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.freeze())
    }

    /// Downloads the file into a writer and returns the number of bytes written.
    ///
    /// # Errors
    ///
    /// Fails as [`stream`](Self::stream) does, and if the writer fails. Part of the file may then
    /// have been written.
    pub async fn to_writer<W>(self, writer: &mut W) -> Result<u64, Error>
    where
        W: AsyncWrite + Unpin + ?Sized,
    {
        let mut stream = self.stream().await?;
        let write_failed = |error| io_failed("the file cannot be written", error);
        while let Some(chunk) = stream.chunk().await? {
            writer.write_all(&chunk).await.map_err(write_failed)?;
        }
        writer.flush().await.map_err(write_failed)?;
        Ok(stream.received())
    }

    /// Downloads the file to a new path and returns the number of bytes written.
    ///
    /// # Errors
    ///
    /// Fails as [`stream`](Self::stream) does, and if the file cannot be stored, for example
    /// because the path exists already. A partial file is removed.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the partial file is removed.
    pub async fn to_path(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref();
        // Created before the first request, so that a path that cannot be written causes no
        // traffic.
        let (mut file, partial) = PartialFile::create(path.to_owned())
            .await
            .map_err(|error| io_failed("the file cannot be stored", error))?;
        let length = self.to_writer(&mut file).await?;
        partial.keep();
        Ok(length)
    }
}

pub(super) const TOO_LARGE: &str = "the file is larger than `max_size`";

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("bot", &self.bot)
            .field("max_size", &self.max_size)
            .finish_non_exhaustive()
    }
}

/// A file that is removed on drop unless it is kept.
struct PartialFile {
    path: Option<PathBuf>,
}

impl PartialFile {
    /// Creates the file. File and guard are created together on the blocking thread, so the
    /// file is removed even if this future is dropped meanwhile.
    async fn create(path: PathBuf) -> io::Result<(File, Self)> {
        let create = move || {
            let file = std::fs::File::create_new(&path)?;
            Ok((file, Self { path: Some(path) }))
        };
        let created: io::Result<_> = tokio::task::spawn_blocking(create).await?;
        created.map(|(file, partial)| (File::from_std(file), partial))
    }

    #[inline]
    fn keep(mut self) {
        self.path = None;
    }
}

impl Drop for PartialFile {
    #[inline]
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            let _ = std::fs::remove_file(path);
        }
    }
}
