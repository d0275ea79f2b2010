//! Stashed values in memory, with limits.

use std::{
    collections::{BTreeMap, HashMap},
    error::Error,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chappe_core::{BoxError, stash::StashStorage};
use tokio::time::Instant;

/// Keeps stashed values in memory, up to limits. A restart loses them.
///
/// When a limit is reached, the values that would expire first are dropped. Clones share the
/// values.
///
/// The time is tokio's, so a test with `start_paused = true` can wait for the expiry.
#[derive(Clone, Debug)]
pub struct MemoryStash {
    max_values: usize,
    max_bytes: usize,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Debug, Default)]
struct Kept {
    values: HashMap<Arc<str>, Value>,
    /// The keys in the order in which they expire.
    order: BTreeMap<Expiry, Arc<str>>,
    /// The size of all keys and values.
    bytes: usize,
    /// The number of values so far.
    count: u64,
}

#[derive(Debug)]
struct Value {
    bytes: Vec<u8>,
    expiry: Expiry,
}

/// When a value expires, and its number, which makes it unique.
type Expiry = (Instant, u64);

impl Default for MemoryStash {
    fn default() -> Self {
        Self { max_values: 10_000, max_bytes: 16 << 20, kept: Arc::default() }
    }
}

impl MemoryStash {
    /// Creates an empty storage.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the greatest number of values. Defaults to 10,000.
    #[must_use]
    pub fn max_values(mut self, values: usize) -> Self {
        self.max_values = values;
        self
    }

    /// Sets the greatest size of all keys and values in bytes. Defaults to 16 MiB.
    #[must_use]
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Returns the number of values that have not expired.
    pub fn len(&self) -> usize {
        self.lock().values.len()
    }

    /// Returns true if there are no values.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values that have not expired.
    fn lock(&self) -> MutexGuard<'_, Kept> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.remove_expired();
        kept
    }
}

impl Kept {
    fn remove_expired(&mut self) {
        let now = Instant::now();
        while self.order.first_key_value().is_some_and(|((at, _), _)| *at <= now) {
            self.remove_first();
        }
    }

    /// Removes the value that expires first.
    fn remove_first(&mut self) {
        if let Some(key) = self.order.first_key_value().map(|(_, key)| Arc::clone(key)) {
            self.remove(&key);
        }
    }

    fn remove(&mut self, key: &str) -> Option<Vec<u8>> {
        let value = self.values.remove(key)?;
        self.order.remove(&value.expiry);
        self.bytes -= key.len() + value.bytes.len();
        Some(value.bytes)
    }

    fn insert(&mut self, key: &str, bytes: Vec<u8>, at: Instant) {
        self.remove(key);
        self.count += 1;
        let (key, expiry) = (Arc::<str>::from(key), (at, self.count));
        self.bytes += key.len() + bytes.len();
        self.order.insert(expiry, Arc::clone(&key));
        self.values.insert(key, Value { bytes, expiry });
    }
}

impl StashStorage for MemoryStash {
    async fn put(&self, key: &str, value: Vec<u8>, ttl: Duration) -> Result<(), BoxError> {
        let size = key.len() + value.len();
        if size > self.max_bytes || self.max_values == 0 {
            return Err(TooLarge { size, max_bytes: self.max_bytes }.into());
        }
        let mut kept = self.lock();
        kept.remove(key);
        while kept.values.len() >= self.max_values || kept.bytes + size > self.max_bytes {
            kept.remove_first();
        }
        // A time that cannot be represented: 30 years.
        let far = || Instant::now() + Duration::from_secs(30 * 365 * 24 * 60 * 60);
        kept.insert(key, value, Instant::now().checked_add(ttl).unwrap_or_else(far));
        Ok(())
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BoxError> {
        Ok(self.lock().values.get(key).map(|value| value.bytes.clone()))
    }

    async fn take(&self, key: &str) -> Result<Option<Vec<u8>>, BoxError> {
        Ok(self.lock().remove(key))
    }
}

/// The error of a value that is larger than all values of a [`MemoryStash`] may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooLarge {
    size: usize,
    max_bytes: usize,
}

impl TooLarge {
    /// Returns the size of the value and its key in bytes.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Returns the limit in bytes.
    pub fn max_bytes(&self) -> usize {
        self.max_bytes
    }
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { size, max_bytes } = self;
        write!(
            f,
            "a stashed value of {size} bytes does not fit in a storage of {max_bytes}: raise `MemoryStash::max_bytes` or `max_values`"
        )
    }
}

impl Error for TooLarge {}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    async fn put(stash: &MemoryStash, key: &str, bytes: usize, ttl: Duration) {
        stash.put(key, vec![7; bytes], ttl).await.unwrap();
    }

    /// Which of some keys have a value.
    async fn present(stash: &MemoryStash, keys: &str) -> String {
        let mut present = String::new();
        for key in keys.chars() {
            if stash.get(&key.to_string()).await.unwrap().is_some() {
                present.push(key);
            }
        }
        present
    }

    #[tokio::test(start_paused = true)]
    async fn values_expire_and_free_their_memory() {
        let stash = MemoryStash::new();
        put(&stash, "a", 5, HOUR).await;
        put(&stash, "b", 5, 2 * HOUR).await;
        put(&stash, "c", 5, Duration::MAX).await;
        tokio::time::advance(Duration::from_millis(3_599_999)).await;
        assert_eq!(present(&stash, "abc").await, "abc");
        tokio::time::advance(Duration::from_millis(1)).await;
        assert_eq!(present(&stash, "abc").await, "bc");
        tokio::time::advance(HOUR).await;
        let kept = stash.lock();
        assert_eq!((kept.values.len(), kept.bytes, kept.order.len()), (1, 6, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_value_is_replaced_with_its_expiry() {
        let stash = MemoryStash::new();
        put(&stash, "a", 5, HOUR).await;
        put(&stash, "a", 3, 3 * HOUR).await;
        tokio::time::advance(2 * HOUR).await;
        assert_eq!(stash.take("a").await.unwrap(), Some(vec![7; 3]));
        assert_eq!(stash.take("a").await.unwrap(), None);
        assert_eq!((stash.is_empty(), stash.lock().bytes), (true, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn at_a_limit_the_values_that_expire_first_are_dropped() {
        let stash = MemoryStash::new().max_values(3).max_bytes(30);
        put(&stash, "a", 5, 3 * HOUR).await;
        put(&stash, "b", 5, HOUR).await;
        put(&stash, "c", 5, 2 * HOUR).await;
        put(&stash, "d", 5, HOUR).await;
        assert_eq!(present(&stash, "abcd").await, "acd");
        put(&stash, "e", 20, HOUR).await;
        assert_eq!(present(&stash, "abcde").await, "ae");
        let error = stash.put("f", vec![0; 30], HOUR).await.unwrap_err();
        let expected = TooLarge { size: 31, max_bytes: 30 };
        assert_eq!(error.downcast_ref(), Some(&expected));
        assert_eq!(present(&stash, "abcdef").await, "ae");
    }
}
