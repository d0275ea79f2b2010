//! File ids in memory.

use std::{
    collections::HashMap,
    future::ready,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chappe_types::FileId;

use super::{
    key::MediaKey,
    store::{MediaStore, StoreFuture},
};

/// File ids in memory. When it is full, the ids that were not used for the longest time are
/// forgotten.
#[derive(Debug)]
pub struct MemoryMediaStore {
    half: usize,
    generations: Mutex<Generations>,
}

/// The ids that were used lately, and those that were used before.
#[derive(Debug, Default)]
struct Generations {
    young: HashMap<MediaKey, FileId>,
    old: HashMap<MediaKey, FileId>,
}

impl MemoryMediaStore {
    /// Creates a storage of at most this number of ids, of about 200 bytes each. At least two are
    /// kept.
    pub fn new(capacity: usize) -> Self {
        Self { half: (capacity / 2).max(1), generations: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Generations> {
        self.generations.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an id to the young generation. A full one replaces the old generation.
    fn insert(&self, generations: &mut Generations, key: MediaKey, id: FileId) {
        if generations.young.len() >= self.half && !generations.young.contains_key(&key) {
            generations.old = std::mem::take(&mut generations.young);
        }
        generations.young.insert(key, id);
    }
}

/// 10,000 ids.
impl Default for MemoryMediaStore {
    fn default() -> Self {
        Self::new(10_000)
    }
}

impl MediaStore for MemoryMediaStore {
    fn get<'a>(&'a self, key: &'a MediaKey) -> StoreFuture<'a, Option<FileId>> {
        let mut generations = self.lock();
        let mut found = generations.young.get(key).cloned();
        if found.is_none() {
            if let Some(id) = generations.old.remove(key) {
                self.insert(&mut generations, key.clone(), id.clone());
                found = Some(id);
            }
        }
        Box::pin(ready(Ok(found)))
    }

    fn set<'a>(&'a self, key: &'a MediaKey, id: FileId) -> StoreFuture<'a, ()> {
        self.insert(&mut self.lock(), key.clone(), id);
        Box::pin(ready(Ok(())))
    }

    fn remove<'a>(&'a self, key: &'a MediaKey) -> StoreFuture<'a, ()> {
        let mut generations = self.lock();
        generations.young.remove(key);
        generations.old.remove(key);
        Box::pin(ready(Ok(())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_ids_that_were_not_used_for_the_longest_time_are_forgotten() {
        let store = MemoryMediaStore::new(4);
        let key = |name: &str| MediaKey::test(name);
        for name in ["a", "b", "c"] {
            store.set(&key(name), name.into()).await.unwrap();
        }
        assert_eq!(store.get(&key("a")).await.unwrap(), Some("a".into()));
        store.set(&key("d"), "d".into()).await.unwrap();
        let mut known = Vec::new();
        for name in ["a", "b", "c", "d"] {
            known.push(store.get(&key(name)).await.unwrap().is_some());
        }
        assert_eq!(known, [true, false, true, true]);
        store.remove(&key("a")).await.unwrap();
        assert_eq!(store.get(&key("a")).await.unwrap(), None);
    }
}
