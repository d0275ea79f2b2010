//! A cache of values by chat, each of which is loaded by a call.

use std::{
    collections::{HashMap, VecDeque},
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chappe_types::{ChatId, ChatMember};
use tokio::{sync::OnceCell, time::Instant};

use crate::error::Error;

/// What a bot caches by chat.
pub(crate) struct Chats {
    /// The administrators of groups and channels.
    pub(crate) admins: ChatCache<Arc<[ChatMember]>>,
    /// The channels that are linked to groups.
    pub(crate) linked: ChatCache<Option<ChatId>>,
}

impl Chats {
    /// How long values are used, unless set.
    pub(crate) const FRESH_FOR: Duration = Duration::from_secs(5 * 60);

    pub(crate) fn new(fresh_for: Duration) -> Self {
        Self { admins: ChatCache::new(fresh_for), linked: ChatCache::new(fresh_for) }
    }
}

impl Default for Chats {
    fn default() -> Self {
        Self::new(Self::FRESH_FOR)
    }
}

/// Values by chat, which are loaded again when they are older than a duration.
///
/// Calls of [`get`](Self::get) for the same chat at the same time share one load. Failures are not
/// cached, but shared by the calls that wait for them.
pub(crate) struct ChatCache<T> {
    fresh_for: Duration,
    entries: Mutex<Entries<T>>,
}

struct Entries<T> {
    by_chat: HashMap<ChatId, Arc<Entry<T>>>,
    /// The entries in the order of their creation. Some are no longer in `by_chat`.
    by_age: VecDeque<(ChatId, Arc<Entry<T>>)>,
}

/// A value that is loaded or being loaded.
struct Entry<T> {
    began: Instant,
    value: OnceCell<Result<T, Arc<Error>>>,
}

/// The maximum number of chats in the cache.
const MAX_CHATS: usize = 10_000;

impl<T: Clone> ChatCache<T> {
    pub(crate) fn new(fresh_for: Duration) -> Self {
        let entries = Entries { by_chat: HashMap::new(), by_age: VecDeque::new() };
        Self { fresh_for, entries: Mutex::new(entries) }
    }

    /// Returns the value of a chat, which `load` loads unless there is a fresh one. If the future is
    /// dropped while it loads, the next one that waits for the value loads it.
    pub(crate) async fn get<F>(
        &self,
        chat: ChatId,
        load: impl FnOnce() -> F,
    ) -> Result<T, Arc<Error>>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let entry = self.lock().fresh_or_new(chat, self.fresh_for);
        let loaded = entry.value.get_or_init(|| async { load().await.map_err(Arc::new) }).await;
        if loaded.is_err() {
            self.lock().remove_entry(chat, &entry);
        }
        loaded.clone()
    }

    /// Removes the value of a chat. A load that has begun is not used by later calls.
    pub(crate) fn remove(&self, chat: ChatId) {
        self.lock().by_chat.remove(&chat);
    }

    fn lock(&self) -> MutexGuard<'_, Entries<T>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Entries<T> {
    fn fresh_or_new(&mut self, chat: ChatId, fresh_for: Duration) -> Arc<Entry<T>> {
        if let Some(entry) = self.by_chat.get(&chat).filter(|entry| !entry.is_old(fresh_for)) {
            return Arc::clone(entry);
        }
        self.make_room(fresh_for);
        let entry = Arc::new(Entry { began: Instant::now(), value: OnceCell::new() });
        self.by_chat.insert(chat, Arc::clone(&entry));
        self.by_age.push_back((chat, Arc::clone(&entry)));
        entry
    }

    /// Drops the entries that are old or replaced, and the oldest one if the cache is full.
    fn make_room(&mut self, fresh_for: Duration) {
        if self.by_age.len() >= 2 * MAX_CHATS {
            let Self { by_chat, by_age } = self;
            by_age.retain(|(chat, entry)| is_current(by_chat, *chat, entry));
        }
        while let Some((chat, entry)) = self.by_age.front() {
            if is_current(&self.by_chat, *chat, entry) {
                if !entry.is_old(fresh_for) && self.by_chat.len() < MAX_CHATS {
                    return;
                }
                self.by_chat.remove(chat);
            }
            self.by_age.pop_front();
        }
    }

    fn remove_entry(&mut self, chat: ChatId, entry: &Arc<Entry<T>>) {
        if is_current(&self.by_chat, chat, entry) {
            self.by_chat.remove(&chat);
        }
    }
}

fn is_current<T>(
    by_chat: &HashMap<ChatId, Arc<Entry<T>>>,
    chat: ChatId,
    entry: &Arc<Entry<T>>,
) -> bool {
    by_chat.get(&chat).is_some_and(|current| Arc::ptr_eq(current, entry))
}

impl<T> Entry<T> {
    fn is_old(&self, fresh_for: Duration) -> bool {
        self.value.initialized() && self.began.elapsed() >= fresh_for
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::pending,
        sync::atomic::{AtomicUsize, Ordering},
    };

    use tokio::time::{advance, timeout};

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    /// A cache whose loads return their number and take a second.
    struct Counted {
        cache: ChatCache<usize>,
        loads: AtomicUsize,
    }

    impl Counted {
        fn new() -> Self {
            Self { cache: ChatCache::new(MINUTE), loads: AtomicUsize::new(0) }
        }

        async fn get(&self, chat: i64) -> usize {
            let load = || async {
                tokio::time::sleep(Duration::from_secs(1)).await;
                Ok(self.loads.fetch_add(1, Ordering::Relaxed) + 1)
            };
            self.cache.get(ChatId(chat), load).await.unwrap()
        }

        fn len(&self) -> (usize, usize) {
            let entries = self.cache.lock();
            (entries.by_chat.len(), entries.by_age.len())
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_value_is_loaded_again_when_it_is_old() {
        let counted = Counted::new();
        assert_eq!([counted.get(1).await, counted.get(1).await], [1, 1]);
        advance(Duration::from_secs(58)).await;
        assert_eq!([counted.get(1).await, counted.get(2).await], [1, 2]);
        advance(Duration::from_secs(1)).await;
        assert_eq!([counted.get(1).await, counted.get(2).await], [3, 2]);
    }

    #[tokio::test(start_paused = true)]
    async fn calls_at_the_same_time_share_one_load() {
        let counted = Counted::new();
        let all = tokio::join!(counted.get(1), counted.get(1), counted.get(2), counted.get(1));
        assert_eq!((all.0, all.1, all.3, counted.loads.into_inner()), (all.0, all.0, all.0, 2));
    }

    #[tokio::test(start_paused = true)]
    async fn a_load_that_began_before_a_removal_is_not_used_after_it() {
        let counted = Counted::new();
        let later = async {
            tokio::task::yield_now().await;
            counted.cache.remove(ChatId(1));
            counted.get(1).await
        };
        assert_eq!(tokio::join!(counted.get(1), later), (1, 2));
        assert_eq!(counted.get(1).await, 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_is_shared_by_those_who_wait_but_not_cached() {
        let cache = ChatCache::<u8>::new(MINUTE);
        let call = crate::call::Call::new(&chappe_types::GetMe::new());
        let fail = || async {
            tokio::task::yield_now().await;
            Err(Error::refused(&call, 400, "no"))
        };
        let unused = || pending::<Result<u8, Error>>();
        let (first, second) =
            tokio::join!(cache.get(ChatId(1), fail), cache.get(ChatId(1), unused));
        assert!(Arc::ptr_eq(&first.unwrap_err(), &second.unwrap_err()));
        assert_eq!(cache.get(ChatId(1), || async { Ok(7) }).await.unwrap(), 7);
    }

    #[tokio::test(start_paused = true)]
    async fn a_load_that_is_dropped_is_continued_by_one_that_waits() {
        let cache = ChatCache::<u8>::new(MINUTE);
        let dropped = timeout(Duration::from_secs(1), cache.get(ChatId(1), pending));
        let (dropped, next) = tokio::join!(dropped, cache.get(ChatId(1), || async { Ok(7) }));
        assert!(dropped.is_err());
        assert_eq!(next.unwrap(), 7);
    }

    #[tokio::test(start_paused = true)]
    async fn the_number_of_chats_is_bounded_and_old_ones_are_dropped() {
        let cache = ChatCache::<u8>::new(MINUTE);
        let fill = async |from: i64, count: i64| {
            for chat in from..from + count {
                cache.get(ChatId(chat), || async { Ok(1) }).await.unwrap();
            }
        };
        fill(0, 12_000).await;
        assert_eq!(cache.lock().by_chat.len(), MAX_CHATS);
        assert!(!cache.lock().by_chat.contains_key(&ChatId(0)));
        advance(MINUTE).await;
        fill(20_000, 1).await;
        assert_eq!(cache.lock().by_chat.len(), 1);
        // A chat that is removed and loaded again and again leaves nothing behind.
        for _ in 0..50_000 {
            cache.remove(ChatId(1));
            fill(1, 1).await;
        }
        assert!(cache.lock().by_age.len() <= 2 * MAX_CHATS);
        let counted = Counted::new();
        counted.get(1).await;
        assert_eq!(counted.len(), (1, 1));
    }
}
