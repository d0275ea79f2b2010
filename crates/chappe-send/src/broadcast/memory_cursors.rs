//! Cursors in memory.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chappe_core::BoxError;

use crate::broadcast::cursor_storage::CursorStorage;

/// Stores cursors in memory: for tests, and for broadcasts that are stopped and resumed by one
/// process. Clones share the cursors.
#[derive(Clone, Debug, Default)]
pub struct MemoryCursors(Arc<Mutex<HashMap<String, String>>>);

impl MemoryCursors {
    /// Creates an empty storage.
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CursorStorage for MemoryCursors {
    async fn load(&self, name: &str) -> Result<Option<String>, BoxError> {
        Ok(self.lock().get(name).cloned())
    }

    async fn save(&self, name: &str, cursor: String) -> Result<(), BoxError> {
        self.lock().insert(name.to_owned(), cursor);
        Ok(())
    }
}
