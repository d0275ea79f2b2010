//! The trait of storages.

use std::{future::Future, pin::Pin, time::Duration};

use crate::error::BoxError;

/// Keeps bytes by a key for some time. Used by [`Stashes`](crate::stash::Stashes).
///
/// Keys are ASCII text of at most 128 bytes. Values are JSON.
///
/// # Example
///
/// ```
/// use std::{collections::HashMap, sync::Mutex, time::Duration};
///
/// use chappe::{prelude::*, stash::StashStorage};
///
/// /// A storage for tests: nothing expires.
/// #[derive(Default)]
/// struct Forever(Mutex<HashMap<String, Vec<u8>>>);
///
/// impl StashStorage for Forever {
///     async fn put(&self, key: &str, value: Vec<u8>, _: Duration) -> Result<(), BoxError> {
///         self.0.lock().unwrap().insert(key.to_owned(), value);
///         Ok(())
///     }
///
///     async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BoxError> {
///         Ok(self.0.lock().unwrap().get(key).cloned())
///     }
///
///     async fn take(&self, key: &str) -> Result<Option<Vec<u8>>, BoxError> {
///         Ok(self.0.lock().unwrap().remove(key))
///     }
/// }
/// ```
pub trait StashStorage: Send + Sync + 'static {
    /// Keeps a value for `ttl`. A value that is dropped earlier, such as when the storage is full,
    /// counts as expired.
    ///
    /// # Errors
    ///
    /// Fails if the storage is not available.
    fn put(
        &self,
        key: &str,
        value: Vec<u8>,
        ttl: Duration,
    ) -> impl Future<Output = Result<(), BoxError>> + Send;

    /// Returns the value of a key, or `None` if there is none or it has expired.
    ///
    /// # Errors
    ///
    /// Fails if the storage is not available.
    fn get(&self, key: &str) -> impl Future<Output = Result<Option<Vec<u8>>, BoxError>> + Send;

    /// Removes and returns the value of a key. Of several calls for one key, one returns the value.
    ///
    /// # Errors
    ///
    /// Fails if the storage is not available.
    fn take(&self, key: &str) -> impl Future<Output = Result<Option<Vec<u8>>, BoxError>> + Send;
}

/// The future of an erased storage.
pub(super) type StorageFuture<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send + 'a>>;

/// A storage whose type is erased.
pub(super) trait ErasedStorage: Send + Sync {
    fn put<'a>(&'a self, key: &'a str, value: Vec<u8>, ttl: Duration) -> StorageFuture<'a, ()>;

    fn get<'a>(&'a self, key: &'a str) -> StorageFuture<'a, Option<Vec<u8>>>;

    fn take<'a>(&'a self, key: &'a str) -> StorageFuture<'a, Option<Vec<u8>>>;
}

impl<T: StashStorage> ErasedStorage for T {
    fn put<'a>(&'a self, key: &'a str, value: Vec<u8>, ttl: Duration) -> StorageFuture<'a, ()> {
        Box::pin(StashStorage::put(self, key, value, ttl))
    }

    fn get<'a>(&'a self, key: &'a str) -> StorageFuture<'a, Option<Vec<u8>>> {
        Box::pin(StashStorage::get(self, key))
    }

    fn take<'a>(&'a self, key: &'a str) -> StorageFuture<'a, Option<Vec<u8>>> {
        Box::pin(StashStorage::take(self, key))
    }
}
