//! The limit on open connections, and the choice of the idle connection to close for a new one.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// Permits for a limited number of connections.
///
/// If all are taken and a new connection arrives, an idle connection is closed: first one on which
/// no update was accepted, then the one that has been idle for longest.
#[derive(Debug)]
pub(crate) struct ConnectionLimit {
    permits: Arc<Semaphore>,
    open: Mutex<Vec<Arc<ConnectionState>>>,
    /// The idle number of the next connection that becomes idle. It increases each time.
    next_idle_number: AtomicU64,
    /// Whether a new connection waits for a permit; the next connection that becomes idle must
    /// then close.
    is_permit_wanted: AtomicBool,
}

/// The state of an open connection that the limit uses.
#[derive(Debug)]
pub(crate) struct ConnectionState {
    /// The idle number that the connection got when it became idle; 0 while it processes a request
    /// or writes a response.
    idle_since: AtomicU64,
    /// Whether an update was accepted on this connection.
    pub(crate) is_trusted: AtomicBool,
    /// Notified if the connection must close as soon as it is idle.
    pub(crate) close_requested: Notify,
}

/// A permit for one open connection. Dropping it allows another connection.
#[derive(Debug)]
pub(crate) struct ConnectionPermit {
    pub(crate) connection: Arc<ConnectionState>,
    limit: Arc<ConnectionLimit>,
    _permit: OwnedSemaphorePermit,
}

impl ConnectionLimit {
    /// Creates permits for `max` connections, at least one.
    pub(crate) fn new(max: usize) -> Arc<Self> {
        Arc::new(Self {
            permits: Arc::new(Semaphore::new(max.clamp(1, Semaphore::MAX_PERMITS))),
            open: Mutex::default(),
            next_idle_number: AtomicU64::new(1),
            is_permit_wanted: AtomicBool::new(false),
        })
    }

    /// Returns a permit if one is available.
    pub(crate) fn try_acquire(self: &Arc<Self>) -> Option<ConnectionPermit> {
        let permit = Arc::clone(&self.permits).try_acquire_owned().ok()?;
        Some(self.register(permit))
    }

    /// Waits for a permit. If none is available, requests an idle connection to close, or the
    /// first one that becomes idle.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, an idle connection may have been closed without need.
    pub(crate) async fn acquire(self: &Arc<Self>) -> Option<ConnectionPermit> {
        if let Some(permit) = self.try_acquire() {
            return Some(permit);
        }
        self.request_permit();
        // The semaphore is never closed.
        let permit = Arc::clone(&self.permits).acquire_owned().await.ok()?;
        self.is_permit_wanted.store(false, Ordering::SeqCst);
        Some(self.register(permit))
    }

    /// Requests the connection that has been idle for longest to close, or else the first one
    /// that becomes idle.
    fn request_permit(&self) {
        // The flag is set before the search, so that a connection which becomes idle in between
        // sees it.
        self.is_permit_wanted.store(true, Ordering::SeqCst);
        if let Some(idle) = self.longest_idle() {
            idle.close_requested.notify_one();
        }
    }

    fn register(self: &Arc<Self>, permit: OwnedSemaphorePermit) -> ConnectionPermit {
        let connection = Arc::new(ConnectionState {
            idle_since: AtomicU64::new(self.idle_number()),
            is_trusted: AtomicBool::new(false),
            close_requested: Notify::new(),
        });
        self.lock().push(Arc::clone(&connection));
        ConnectionPermit { connection, limit: Arc::clone(self), _permit: permit }
    }

    fn idle_number(&self) -> u64 {
        self.next_idle_number.fetch_add(1, Ordering::Relaxed)
    }

    fn longest_idle(&self) -> Option<Arc<ConnectionState>> {
        let open = self.lock();
        let idle = open.iter().filter_map(|connection| {
            let since = connection.idle_since.load(Ordering::SeqCst);
            let is_trusted = connection.is_trusted.load(Ordering::Relaxed);
            (since > 0).then_some((is_trusted, since, connection))
        });
        idle.min_by_key(|(is_trusted, since, _)| (*is_trusted, *since))
            .map(|(_, _, connection)| Arc::clone(connection))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<ConnectionState>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ConnectionPermit {
    /// Records whether the connection is idle. Returns whether it must close now.
    pub(crate) fn set_idle(&self, is_idle: bool) -> bool {
        let since = &self.connection.idle_since;
        match (is_idle, since.load(Ordering::Relaxed) > 0) {
            (true, false) => {
                since.store(self.limit.idle_number(), Ordering::SeqCst);
                self.yield_permit()
            }
            (false, true) => {
                since.store(0, Ordering::SeqCst);
                false
            }
            _ => false,
        }
    }

    /// Returns whether a new connection still waits for a permit. If it does, it gets the one
    /// of this connection, which must close.
    pub(crate) fn yield_permit(&self) -> bool {
        self.limit.is_permit_wanted.swap(false, Ordering::SeqCst)
    }

    /// Declines a request to close, because the connection is busy. If a new connection still
    /// waits for a permit, requests another connection to close.
    pub(crate) fn keep_permit(&self) {
        self.set_idle(false);
        if self.limit.is_permit_wanted.load(Ordering::SeqCst) {
            self.limit.request_permit();
        }
    }
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        let mut open = self.limit.lock();
        if let Some(at) = open.iter().position(|open| Arc::ptr_eq(open, &self.connection)) {
            open.swap_remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns whether a connection was requested to close.
    async fn is_requested_to_close(permit: &ConnectionPermit) -> bool {
        tokio::select! {
            biased;
            () = permit.connection.close_requested.notified() => true,
            () = std::future::ready(()) => false,
        }
    }

    #[tokio::test]
    async fn an_idle_connection_closes_untrusted_ones_first() {
        let limit = ConnectionLimit::new(3);
        let mut permits = Vec::new();
        for is_trusted in [true, false, false] {
            let permit = limit.try_acquire().unwrap();
            permit.connection.is_trusted.store(is_trusted, Ordering::Relaxed);
            permits.push(permit);
        }
        permits[1].set_idle(false);
        let mut requested = Vec::new();
        // One trusted and idle, one untrusted and busy, one untrusted and idle.
        for closed in [2, 0] {
            let waiting = tokio::spawn({
                let limit = Arc::clone(&limit);
                async move { limit.acquire().await }
            });
            tokio::task::yield_now().await;
            for permit in &permits {
                requested.push(is_requested_to_close(permit).await);
            }
            permits.remove(closed);
            let new = waiting.await.unwrap().unwrap();
            new.set_idle(false);
            permits.push(new);
        }
        assert_eq!(requested, [false, false, true, true, false, false]);
    }

    #[tokio::test]
    async fn if_all_are_busy_the_first_to_become_idle_closes() {
        let limit = ConnectionLimit::new(2);
        let permits = [(); 2].map(|()| limit.try_acquire().unwrap());
        permits.iter().for_each(|permit| assert!(!permit.set_idle(false)));
        let waiting = tokio::spawn({
            let limit = Arc::clone(&limit);
            async move { limit.acquire().await.is_some() }
        });
        tokio::task::yield_now().await;
        let [first, second] = permits;
        assert_eq!([second.set_idle(true), first.set_idle(true)], [true, false]);
        drop(second);
        assert!(waiting.await.unwrap());
    }

    #[tokio::test]
    async fn if_the_requested_connection_is_busy_again_the_next_one_closes() {
        let limit = ConnectionLimit::new(2);
        let [first, second] = [(); 2].map(|()| limit.try_acquire().unwrap());
        let waiting = tokio::spawn({
            let limit = Arc::clone(&limit);
            async move { limit.acquire().await.is_some() }
        });
        tokio::task::yield_now().await;
        let mut requested =
            vec![(is_requested_to_close(&first).await, is_requested_to_close(&second).await)];
        first.keep_permit();
        requested.push((is_requested_to_close(&first).await, is_requested_to_close(&second).await));
        assert_eq!(requested, [(true, false), (false, true)]);
        assert!(second.yield_permit());
        drop(second);
        assert!(waiting.await.unwrap());
    }

    #[tokio::test]
    async fn no_connection_closes_once_the_new_one_has_a_permit() {
        let limit = ConnectionLimit::new(2);
        let [first, second] = [(); 2].map(|()| limit.try_acquire().unwrap());
        let waiting = tokio::spawn({
            let limit = Arc::clone(&limit);
            async move { limit.acquire().await }
        });
        tokio::task::yield_now().await;
        drop(second);
        let third = waiting.await.unwrap().unwrap();
        assert!(is_requested_to_close(&first).await, "the request was sent");
        first.set_idle(false);
        third.set_idle(false);
        assert_eq!([first.set_idle(true), first.yield_permit()], [false, false]);
    }

    #[test]
    fn any_maximum_is_accepted() {
        assert!(ConnectionLimit::new(usize::MAX).try_acquire().is_some());
        assert!(ConnectionLimit::new(0).try_acquire().is_some());
    }
}
