//! The handles of a stash.

use std::{any::type_name, fmt, sync::Arc, time::Duration};

use chappe_types::UserId;

use crate::{
    event_type::EventType,
    extract::{Extension, FromRequest, MissingExtension, Requirement},
    request::Request,
    stash::{
        StashError, StashStorage, Stashable, Stashed, stash_id::StashId, storage::ErasedStorage,
    },
};

/// How long a value is kept by default: a day.
const TTL: Duration = Duration::from_secs(24 * 60 * 60);

/// The stashes of all bots of a dispatcher: a storage, and how long values are kept.
///
/// Add it with a layer, `AddExtensionLayer::new(stashes)`, or with
/// `Dispatcher::builder(…).extension(stashes)`. Handlers take a [`Stash`].
#[derive(Clone)]
pub struct Stashes {
    storage: Arc<dyn ErasedStorage>,
    ttl: Duration,
}

impl Stashes {
    /// Creates stashes in a storage. Values are kept for a day.
    pub fn new(storage: impl StashStorage) -> Self {
        Self { storage: Arc::new(storage), ttl: TTL }
    }

    /// Sets how long values are kept. Defaults to a day.
    #[must_use]
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.ttl = ttl;
        self
    }

    /// Returns the stash of a bot.
    pub fn of(&self, bot: UserId) -> Stash {
        Stash { stashes: self.clone(), bot }
    }
}

impl fmt::Debug for Stashes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stashes").field("ttl", &self.ttl).finish_non_exhaustive()
    }
}

/// Keeps values that are too large for the data of a button; an argument of handlers.
///
/// A value is read by its [`Stashed`], whose id has 120 random bits, only for the user for whom it
/// was kept, and only by the same bot. Others get `None`, as after it has expired.
///
/// # Errors
///
/// As an argument, it fails the update if no layer has stored [`Stashes`]; building the dispatcher
/// fails if none can have.
#[derive(Clone, Debug)]
pub struct Stash {
    stashes: Stashes,
    bot: UserId,
}

impl Stash {
    /// Keeps a value for a user, who can press the button with the returned data.
    ///
    /// # Errors
    ///
    /// Fails if the storage is not available, or if the value cannot be converted to JSON.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the value may have been kept; it expires.
    pub async fn put<T: Stashable>(
        &self,
        user: UserId,
        value: &T,
    ) -> Result<Stashed<T>, StashError> {
        let stashed = Stashed::new(StashId::random()?);
        let json = serde_json::to_vec(value).map_err(StashError::encode)?;
        let key = self.key(user, T::PREFIX, stashed.id());
        let put = self.stashes.storage.put(&key, json, self.stashes.ttl);
        put.await.map_err(StashError::storage)?;
        Ok(stashed)
    }

    /// Returns the value. Returns `None` if it has expired, was taken, is another user's or another
    /// bot's, or no longer has the form of `T`.
    ///
    /// # Errors
    ///
    /// Fails if the storage is not available.
    pub async fn get<T: Stashable>(
        &self,
        user: UserId,
        stashed: &Stashed<T>,
    ) -> Result<Option<T>, StashError> {
        let key = self.key(user, T::PREFIX, stashed.id());
        Ok(decode(self.stashes.storage.get(&key).await.map_err(StashError::storage)?))
    }

    /// Removes and returns the value, so that a button works once: of several presses at the same
    /// time, one gets the value. Otherwise like [`get`](Self::get).
    ///
    /// # Errors
    ///
    /// Fails if the storage is not available.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the value may be removed.
    pub async fn take<T: Stashable>(
        &self,
        user: UserId,
        stashed: &Stashed<T>,
    ) -> Result<Option<T>, StashError> {
        let key = self.key(user, T::PREFIX, stashed.id());
        Ok(decode(self.stashes.storage.take(&key).await.map_err(StashError::storage)?))
    }

    /// The key of a value, which differs for each bot and user.
    fn key(&self, user: UserId, prefix: &str, id: &str) -> String {
        format!("{}/{user}/{prefix}{id}", self.bot)
    }
}

fn decode<T: Stashable>(json: Option<Vec<u8>>) -> Option<T> {
    match serde_json::from_slice(&json?) {
        Ok(value) => Some(value),
        Err(error) => {
            // The message may quote the value.
            let (line, column) = (error.line(), error.column());
            tracing::warn!(
                "a stashed value is not a `{}` (line {line}, column {column}): it counts as expired",
                type_name::<T>()
            );
            None
        }
    }
}

impl<E: EventType, S: Sync> FromRequest<E, S> for Stash {
    type Rejection = MissingExtension;

    async fn from_request(request: &Request<E>, state: &S) -> Result<Self, MissingExtension> {
        let Extension(stashes) = Extension::<Stashes>::from_request(request, state).await?;
        Ok(stashes.of(request.me().id))
    }

    fn requires() -> Vec<Requirement> {
        vec![Requirement::value::<Stashes>(
            "add an outer layer `AddExtensionLayer::new(Stashes::new(MemoryStash::new()))` to the `update` observer, or the `Stashes` to the dispatcher with `Dispatcher::builder(…).extension(…)`",
        )]
    }

    fn may_skip() -> bool {
        false
    }
}
