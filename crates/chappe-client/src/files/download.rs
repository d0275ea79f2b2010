//! Downloads.

use std::{
    fmt,
    future::{Future, poll_fn},
    io,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use chappe_core::BoxError;
use chappe_types::{FileId, GetFile};
use futures_core::Stream;
use http::StatusCode;
use http_body::Body;
use http_body_util::BodyExt as _;
use tokio::{
    fs::File,
    io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, ReadBuf},
    time::{Sleep, sleep, timeout},
};

use crate::{
    bot::Bot,
    call::Call,
    error::{Error, Kind},
    files::path::{resolve, segments},
    http::{BoxHttp, ResponseBody, Site, describe, get, open, read, redact},
    layers::Backoff,
    params::Params,
    server::LocalFiles,
};

/// The largest file that Telegram's own server gives, in bytes.
const TELEGRAMS_MOST: u64 = 20 * 1024 * 1024;

/// How often it is tried to begin.
const TRIES: u32 = 3;

/// How much of a local file is read at a time, and of a refusal at most.
const CHUNK: usize = 64 * 1024;

/// A download to come: made by [`Bot::download`].
///
/// It asks for the file's path first ([`getFile`](GetFile)), then fetches it,
/// or reads it where the server is [local](crate::ApiServer::local).
///
/// Source: Bot API 10.3, [`getFile`](https://core.telegram.org/bots/api#getfile).
#[must_use = "a download begins when it is told where to go"]
pub struct Download {
    bot: Bot,
    file: FileId,
    max_size: u64,
    idle: Duration,
    progress: Option<Progress>,
}

type Progress = Box<dyn FnMut(u64, Option<u64>) + Send>;

impl Download {
    #[inline]
    pub(crate) fn new(bot: Bot, file: FileId) -> Self {
        let idle = Duration::from_secs(30);
        Self { bot, file, max_size: TELEGRAMS_MOST, idle, progress: None }
    }

    /// The most that is taken, in bytes; 20 MiB unless set, which is what
    /// Telegram's own server gives at most. A larger file fails, as soon as
    /// that is known.
    pub fn max_size(mut self, bytes: u64) -> Self {
        self.max_size = bytes;
        self
    }

    /// How long nothing may come before it fails; 30 s unless set.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle = timeout;
        self
    }

    /// Is told after each piece: how many bytes came, and of how many if that
    /// is known.
    pub fn on_progress(mut self, progress: impl FnMut(u64, Option<u64>) + Send + 'static) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    /// Begins, and gives the file piece by piece.
    ///
    /// # Errors
    ///
    /// Fails if there is no such file, if it is too large, if its path leads
    /// elsewhere, or on the way.
    pub async fn stream(self) -> Result<FileStream, Error> {
        let file = self.bot.send(GetFile::new(self.file.clone())).await?;
        let size = file.file_size.and_then(|size| u64::try_from(size).ok());
        if size.is_some_and(|size| size > self.max_size) {
            return Err(failed("the file is larger than it may be"));
        }
        let Some(path) = file.file_path else { return Err(failed("the file cannot be had")) };
        let Some((http, site)) = self.bot.files() else {
            return Err(failed("a bot over a service of calls has no files"));
        };
        let (source, length) = match site.server.local_files() {
            Some(files) => {
                let opened = timeout(self.idle, open_local(files, &path)).await;
                let opened = opened.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
                opened.map_err(|error| not_stored(READ, error))?
            }
            None => fetch(http, site, &path, self.idle).await?,
        };
        if length.is_some_and(|length| length > self.max_size) {
            return Err(failed("the file is larger than it may be"));
        }
        Ok(FileStream {
            source: Some(source),
            received: 0,
            length: length.or(size),
            max_size: self.max_size,
            idle: self.idle,
            stalled: None,
            progress: self.progress,
        })
    }

    /// The whole file, in memory.
    ///
    /// # Errors
    ///
    /// As [`stream`](Self::stream).
    pub async fn bytes(self) -> Result<Bytes, Error> {
        let mut stream = self.stream().await?;
        let mut bytes = BytesMut::new();
        while let Some(chunk) = stream.chunk().await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.freeze())
    }

    /// Writes the file, and tells how many bytes that were.
    ///
    /// # Errors
    ///
    /// As [`stream`](Self::stream), and if it cannot be written; then a part of
    /// it may have been.
    pub async fn to_writer<W>(self, writer: &mut W) -> Result<u64, Error>
    where
        W: AsyncWrite + Unpin + ?Sized,
    {
        let mut stream = self.stream().await?;
        let write = |error| not_stored("the file cannot be written", error);
        while let Some(chunk) = stream.chunk().await? {
            writer.write_all(&chunk).await.map_err(write)?;
        }
        writer.flush().await.map_err(write)?;
        Ok(stream.received)
    }

    /// Stores the file under a path where there is none yet, and tells how many
    /// bytes that were.
    ///
    /// # Errors
    ///
    /// As [`stream`](Self::stream), and if it cannot be stored, because a file
    /// is there already, say. What was stored of it is removed.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future removes what was stored so far.
    pub async fn to_path(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref();
        // Before the file is asked for: nothing is fetched that has no place.
        let (mut file, unfinished) = Unfinished::create(path.to_owned())
            .await
            .map_err(|error| not_stored("the file cannot be stored", error))?;
        let length = self.to_writer(&mut file).await?;
        unfinished.keep();
        Ok(length)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("bot", &self.bot)
            .field("max_size", &self.max_size)
            .finish_non_exhaustive()
    }
}

const READ: &str = "the file cannot be read";
const BROKE: &str = "the file broke off";

/// Opens a file of a server in local mode, if it is one.
async fn open_local(files: &LocalFiles, path: &str) -> io::Result<(Source, Option<u64>)> {
    let path = resolve(files, path).await?;
    // A pipe would be waited for, and a directory is none.
    let metadata = tokio::fs::metadata(&path).await?;
    if !metadata.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let source = Source::Local { file: File::open(path).await?, buffer: BytesMut::new() };
    Ok((source, Some(metadata.len())))
}

#[inline]
fn failed(why: &'static str) -> Error {
    Error::new("getFile".into(), Kind::Download(why))
}

#[inline]
fn not_stored(why: &'static str, error: io::Error) -> Error {
    Error::because("getFile".into(), Kind::Download(why), error)
}

/// A file that is removed unless it is kept.
struct Unfinished {
    path: Option<PathBuf>,
}

impl Unfinished {
    /// Creates the file. Both are made at once on the thread that blocks, so
    /// that the file goes too if nobody waits for them any more.
    async fn create(path: PathBuf) -> io::Result<(File, Self)> {
        let create = move || {
            let file = std::fs::File::create_new(&path)?;
            Ok((file, Self { path: Some(path) }))
        };
        let created: io::Result<_> = tokio::task::spawn_blocking(create).await?;
        created.map(|(file, unfinished)| (File::from_std(file), unfinished))
    }

    #[inline]
    fn keep(mut self) {
        self.path = None;
    }
}

impl Drop for Unfinished {
    #[inline]
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Begins to fetch a file.
async fn fetch(
    http: &BoxHttp,
    site: &Arc<Site>,
    path: &str,
    limit: Duration,
) -> Result<(Source, Option<u64>), Error> {
    let Some(segments) = segments(path) else {
        return Err(failed("the path of the file is not one (of a local server?)"));
    };
    let call = Call::named("getFile", Params::default());
    let backoff = Backoff::new(Duration::from_millis(500), Duration::from_secs(10));
    let mut tries = 1;
    let response = loop {
        let uri = site.server.file(&site.token, &segments);
        let uri = uri.map_err(|error| Error::not_sent(&call, error))?;
        match timeout(limit, http.send(get(uri))).await {
            Ok(Ok(response)) => break response,
            Ok(Err(error)) if tries >= TRIES => return Err(describe(&call, site, error)),
            Err(_) if tries >= TRIES => {
                return Err(Error::new(call.method_name(), Kind::TimedOut(limit)));
            }
            _ => tokio::time::sleep(backoff.pause(tries)).await,
        }
        tries += 1;
    };
    let (head, body) = response.into_parts();
    if head.status == StatusCode::OK {
        let length = body.size_hint().exact();
        // Somebody else's transport may tell where it was.
        let site = Arc::clone(site);
        let body = body.map_err(move |error| redact(error, &site.token)).boxed_unsync();
        return Ok((Source::Http(Box::pin(body)), length));
    }
    let refusal = timeout(limit, read(body, CHUNK)).await;
    let refusal = refusal.ok().and_then(Result::ok).flatten();
    match open(head.status, &head.headers, &refusal.unwrap_or_default()) {
        Err(kind) => Err(Error::new(call.method_name(), site.redacted(kind))),
        Ok(_) => Err(failed(READ)),
    }
}

enum Source {
    Http(Pin<Box<ResponseBody>>),
    Local { file: File, buffer: BytesMut },
}

/// A file that comes piece by piece: a [`Stream`], or [`chunk`](Self::chunk)
/// after chunk.
#[must_use = "a stream gives nothing until it is polled"]
pub struct FileStream {
    /// `None` once it ended.
    source: Option<Source>,
    received: u64,
    length: Option<u64>,
    max_size: u64,
    idle: Duration,
    /// Runs while nothing comes.
    stalled: Option<Pin<Box<Sleep>>>,
    progress: Option<Progress>,
}

impl FileStream {
    /// How many bytes the file has, if that is known.
    #[inline]
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// How many bytes came.
    #[inline]
    pub fn received(&self) -> u64 {
        self.received
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    ///
    /// Fails on the way, or if more comes than may; then nothing follows.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    #[inline]
    fn poll_source(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        match &mut self.source {
            None => Poll::Ready(None),
            Some(Source::Http(body)) => loop {
                let frame = match ready!(body.as_mut().poll_frame(cx)) {
                    Some(frame) => frame?,
                    None => return Poll::Ready(None),
                };
                // Trailers mean nothing here.
                if let Ok(data) = frame.into_data() {
                    return Poll::Ready(Some(Ok(data)));
                }
            },
            Some(Source::Local { file, buffer }) => {
                buffer.resize(CHUNK, 0);
                let mut filled = ReadBuf::new(buffer);
                ready!(Pin::new(file).poll_read(cx, &mut filled))?;
                let length = filled.filled().len();
                let chunk = buffer.split_to(length).freeze();
                Poll::Ready((!chunk.is_empty()).then_some(Ok(chunk)))
            }
        }
    }

    #[inline]
    fn accept(&mut self, chunk: Bytes) -> Result<Bytes, Error> {
        self.received += chunk.len() as u64;
        if self.received > self.max_size {
            return Err(failed("the file is larger than it may be"));
        }
        if let Some(progress) = &mut self.progress {
            progress(self.received, self.length);
        }
        Ok(chunk)
    }
}

impl Stream for FileStream {
    type Item = Result<Bytes, Error>;

    #[inline]
    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Error>>> {
        let this = &mut *self;
        let item = match this.poll_source(cx) {
            Poll::Ready(Some(Ok(chunk))) => Some(this.accept(chunk)),
            Poll::Ready(Some(Err(error))) => {
                Some(Err(Error::because("getFile".into(), Kind::Download(BROKE), error)))
            }
            Poll::Ready(None) => {
                let is_short = this.source.is_some()
                    && this.length.is_some_and(|length| this.received < length);
                is_short.then(|| Err(failed(BROKE)))
            }
            Poll::Pending => {
                let idle = this.idle;
                let stalled = this.stalled.get_or_insert_with(|| Box::pin(sleep(idle)));
                ready!(stalled.as_mut().poll(cx));
                Some(Err(Error::new("getFile".into(), Kind::TimedOut(idle))))
            }
        };
        this.stalled = None;
        if !matches!(item, Some(Ok(_))) {
            this.source = None;
        }
        Poll::Ready(item)
    }
}

impl fmt::Debug for FileStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileStream")
            .field("received", &self.received)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}
