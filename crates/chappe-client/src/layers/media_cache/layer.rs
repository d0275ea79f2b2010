//! The layer, and its service.

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use chappe_core::BoxError;
use chappe_types::{FileId, UserId};
use tower_layer::Layer;
use tower_service::Service;

use super::{
    key::MediaKey,
    memory::MemoryMediaStore,
    slots::{Slot, slots},
    store::MediaStore,
};
use crate::{
    api_response::ApiResponse,
    call::Call,
    error::Error,
    layers::ready::{CallFuture, call_when_ready, take_ready},
};

/// A layer that uploads a file once: when the same file is sent again, its `file_id` is sent
/// instead of its content.
///
/// A file is the same if the content, the file name, the kind of message and the other properties
/// that Telegram stores with it (the thumbnail, the duration, the title, …) are the same. Files in
/// memory and files on disk are recognised, in `sendPhoto`, `sendVideo`, `sendAnimation`,
/// `sendAudio`, `sendDocument`, `sendVoice`, `sendVideoNote`, `sendSticker`, `sendMediaGroup` and
/// `editMessageMedia`; streams are not, because they can be read only once. If Telegram refuses
/// an id, it is forgotten and the file is uploaded.
///
/// A file on disk is read for each call, to compute the hash of its content.
///
/// # Example
///
/// ```
/// use chappe::client::{BotToken, MediaCacheLayer};
/// use chappe::prelude::*;
///
/// fn build(token: BotToken) -> Result<Bot, BoxError> {
///     let cache = MediaCacheLayer::new(token.bot_id());
///     Ok(Bot::builder(token).layer(cache).build()?)
/// }
/// # let _ = build;
/// ```
#[derive(Clone)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct MediaCacheLayer {
    cache: Cache,
}

#[derive(Clone)]
struct Cache {
    bot: UserId,
    store: Arc<dyn MediaStore>,
}

impl MediaCacheLayer {
    /// Creates a layer for the calls of this bot, with at most 10,000 ids in memory.
    pub fn new(bot: UserId) -> Self {
        Self::with_store(bot, MemoryMediaStore::default())
    }

    /// Creates a layer for the calls of this bot, with another storage of ids.
    pub fn with_store(bot: UserId, store: impl MediaStore) -> Self {
        Self { cache: Cache { bot, store: Arc::new(store) } }
    }
}

impl<S> Layer<S> for MediaCacheLayer {
    type Service = MediaCache<S>;

    fn layer(&self, inner: S) -> MediaCache<S> {
        MediaCache { inner, cache: self.cache.clone() }
    }
}

impl fmt::Debug for MediaCacheLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MediaCacheLayer").field("bot", &self.cache.bot).finish_non_exhaustive()
    }
}

/// The service of [`MediaCacheLayer`].
#[derive(Clone)]
pub struct MediaCache<S> {
    inner: S,
    cache: Cache,
}

impl<S: fmt::Debug> fmt::Debug for MediaCache<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MediaCache").field("inner", &self.inner).finish_non_exhaustive()
    }
}

impl<S> Service<Call> for MediaCache<S>
where
    S: Service<Call, Response = ApiResponse> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    type Response = ApiResponse;
    type Error = BoxError;
    type Future = CallFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, call: Call) -> CallFuture {
        let (mut inner, cache) = (take_ready(&mut self.inner), self.cache.clone());
        let slots = slots(&call);
        if slots.is_empty() {
            let response = inner.call(call);
            return Box::pin(async move { response.await.map_err(Into::into) });
        }
        Box::pin(async move {
            let files = cache.look_up(slots).await;
            let known = files.iter().filter_map(|file| Some((file, file.id.as_ref()?)));
            let mut short = call.clone();
            known.clone().for_each(|(file, id)| file.slot.replace(&mut short, id));
            let error = match inner.call(short).await.map_err(Into::into) {
                Ok(response) => {
                    cache.remember(&files, &response).await;
                    return Ok(response);
                }
                Err(error) => error,
            };
            let is_refused = Error::find(&*error).is_some_and(Error::is_wrong_file_id);
            if !is_refused || known.clone().next().is_none() || !call.is_repeatable() {
                return Err(error);
            }
            for (file, _) in known {
                cache.forget(&file.key).await;
            }
            let response = call_when_ready(&mut inner, call).await?;
            cache.remember_all(&files, &response).await;
            Ok(response)
        })
    }
}

/// A file of a call, its key, and its id if it is known.
struct CachedFile {
    slot: Slot,
    key: MediaKey,
    id: Option<FileId>,
}

impl Cache {
    async fn look_up(&self, slots: Vec<Slot>) -> Vec<CachedFile> {
        let mut files = Vec::with_capacity(slots.len());
        for slot in slots {
            let Some(key) = MediaKey::of(self.bot, &slot).await else { continue };
            let id = logged(self.store.get(&key).await).flatten();
            files.push(CachedFile { slot, key, id });
        }
        files
    }

    /// Stores the ids of the files that were uploaded.
    async fn remember(&self, files: &[CachedFile], response: &ApiResponse) {
        for file in files.iter().filter(|file| file.id.is_none()) {
            self.store_id(file, response).await;
        }
    }

    /// Stores the ids of all files, which were uploaded because an id was refused.
    async fn remember_all(&self, files: &[CachedFile], response: &ApiResponse) {
        for file in files {
            self.store_id(file, response).await;
        }
    }

    async fn store_id(&self, file: &CachedFile, response: &ApiResponse) {
        if let Some(id) = file.slot.id_in(response) {
            logged(self.store.set(&file.key, id).await);
        }
    }

    async fn forget(&self, key: &MediaKey) {
        logged(self.store.remove(key).await);
    }
}

/// Returns the result of an operation of the storage, and logs its failure.
fn logged<T>(result: Result<T, BoxError>) -> Option<T> {
    result.map_err(|error| tracing::warn!(%error, "the storage of file ids failed")).ok()
}
