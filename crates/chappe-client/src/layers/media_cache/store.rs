//! The storage of file ids.

use std::{future::Future, pin::Pin};

use chappe_core::BoxError;
use chappe_types::FileId;

use super::key::MediaKey;

/// The future of an operation of a [`MediaStore`].
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send + 'a>>;

/// A storage of file ids, such as a table of a database with a column for
/// [`MediaKey::as_str`] and one for the id.
///
/// An operation that fails is logged at WARN; the file is then uploaded.
pub trait MediaStore: Send + Sync + 'static {
    /// Returns the id of a file.
    fn get<'a>(&'a self, key: &'a MediaKey) -> StoreFuture<'a, Option<FileId>>;

    /// Stores the id of a file.
    fn set<'a>(&'a self, key: &'a MediaKey, id: FileId) -> StoreFuture<'a, ()>;

    /// Removes the id of a file, which Telegram refused.
    fn remove<'a>(&'a self, key: &'a MediaKey) -> StoreFuture<'a, ()>;
}
