//! Where the cursors of broadcasts are stored.

use std::{future::Future, pin::Pin, sync::Arc};

use chappe_core::BoxError;

/// Stores how far broadcasts are, so that they can be resumed after a crash.
///
/// A cursor is a short text of JSON, of usually less than 200 bytes. It is saved after each call, or
/// after several calls if a save takes longer than a call. A saved cursor replaces the one
/// before, and must be as durable as the broadcast has to be.
///
/// # Example
///
/// ```
/// use chappe::{BoxError, send::CursorStorage};
///
/// # struct Database;
/// # impl Database {
/// #     async fn cursor(&self, _: &str) -> Result<Option<String>, std::io::Error> { Ok(None) }
/// #     async fn set_cursor(&self, _: &str, _: String) -> Result<(), std::io::Error> { Ok(()) }
/// # }
/// struct InDatabase(Database);
///
/// impl CursorStorage for InDatabase {
///     async fn load(&self, name: &str) -> Result<Option<String>, BoxError> {
///         Ok(self.0.cursor(name).await?)
///     }
///
///     async fn save(&self, name: &str, cursor: String) -> Result<(), BoxError> {
///         Ok(self.0.set_cursor(name, cursor).await?)
///     }
/// }
/// ```
pub trait CursorStorage: Send + Sync + 'static {
    /// Returns the cursor that was saved last for this name; `None` if there is none.
    ///
    /// # Errors
    ///
    /// Fails if the storage does. The broadcast then does not begin.
    fn load(&self, name: &str) -> impl Future<Output = Result<Option<String>, BoxError>> + Send;

    /// Saves the cursor for this name.
    ///
    /// # Errors
    ///
    /// Fails if the storage does. The broadcast then ends.
    fn save(&self, name: &str, cursor: String)
    -> impl Future<Output = Result<(), BoxError>> + Send;
}

impl<S: CursorStorage> CursorStorage for Arc<S> {
    async fn load(&self, name: &str) -> Result<Option<String>, BoxError> {
        (**self).load(name).await
    }

    async fn save(&self, name: &str, cursor: String) -> Result<(), BoxError> {
        (**self).save(name, cursor).await
    }
}

pub(super) type StorageFuture<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

/// A storage with its type erased, for one name.
pub(super) trait NamedStorage: Send + Sync {
    fn load(self: Arc<Self>) -> StorageFuture<Option<String>>;

    fn save(self: Arc<Self>, cursor: String) -> StorageFuture<()>;
}

/// A storage, and the name of a broadcast.
pub(super) struct Named<S> {
    pub(super) name: String,
    pub(super) storage: S,
}

impl<S: CursorStorage> NamedStorage for Named<S> {
    fn load(self: Arc<Self>) -> StorageFuture<Option<String>> {
        Box::pin(async move { self.storage.load(&self.name).await })
    }

    fn save(self: Arc<Self>, cursor: String) -> StorageFuture<()> {
        Box::pin(async move { self.storage.save(&self.name, cursor).await })
    }
}
