//! The connections of a server: so many at a time.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// Places for so many connections. When all are taken and one more connection comes, one
/// that is idle gives way: first those that never got an update accepted, then the one that
/// has been idle for longest.
#[derive(Debug)]
pub(crate) struct Connections {
    places: Arc<Semaphore>,
    open: Mutex<Vec<Arc<Connection>>>,
    /// Counts up each time a connection becomes idle.
    turns: AtomicU64,
    /// Somebody waits for a place, and nobody was idle: the next one to be gives way.
    is_full: AtomicBool,
}

/// What others may know of a connection.
#[derive(Debug)]
pub(crate) struct Connection {
    /// The turn at which it became idle; 0 while a request is answered, or an answer is
    /// being written.
    idle_since: AtomicU64,
    /// An update of it was accepted.
    pub(crate) is_trusted: AtomicBool,
    /// Asked to end as soon as it is idle.
    pub(crate) leave: Notify,
}

/// A place among the connections; leaving it lets another one in.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) connection: Arc<Connection>,
    connections: Arc<Connections>,
    _permit: OwnedSemaphorePermit,
}

impl Connections {
    /// Places for `most` connections, at least one.
    pub(crate) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            places: Arc::new(Semaphore::new(most.clamp(1, Semaphore::MAX_PERMITS))),
            open: Mutex::default(),
            turns: AtomicU64::new(1),
            is_full: AtomicBool::new(false),
        })
    }

    /// A place, if one is free.
    pub(crate) fn try_enter(self: &Arc<Self>) -> Option<Place> {
        let permit = Arc::clone(&self.places).try_acquire_owned().ok()?;
        Some(self.place(permit))
    }

    /// A place; if none is free, an idle connection gives way, or the first to become idle.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future may cost an idle connection its place.
    pub(crate) async fn enter(self: &Arc<Self>) -> Option<Place> {
        if let Some(place) = self.try_enter() {
            return Some(place);
        }
        self.ask();
        // It is never closed.
        let permit = Arc::clone(&self.places).acquire_owned().await.ok()?;
        self.is_full.store(false, Ordering::SeqCst);
        Some(self.place(permit))
    }

    /// Asks an idle connection to give way, or else the first to become idle.
    fn ask(&self) {
        // First the word, then the look: who becomes idle in between gives way too.
        self.is_full.store(true, Ordering::SeqCst);
        if let Some(idle) = self.longest_idle() {
            idle.leave.notify_one();
        }
    }

    fn place(self: &Arc<Self>, permit: OwnedSemaphorePermit) -> Place {
        let connection = Arc::new(Connection {
            idle_since: AtomicU64::new(self.turns.fetch_add(1, Ordering::Relaxed)),
            is_trusted: AtomicBool::new(false),
            leave: Notify::new(),
        });
        self.lock().push(Arc::clone(&connection));
        Place { connection, connections: Arc::clone(self), _permit: permit }
    }

    fn longest_idle(&self) -> Option<Arc<Connection>> {
        let open = self.lock();
        let idle = open.iter().filter_map(|connection| {
            let since = connection.idle_since.load(Ordering::SeqCst);
            let is_trusted = connection.is_trusted.load(Ordering::Relaxed);
            (since > 0).then_some((is_trusted, since, connection))
        });
        idle.min_by_key(|(is_trusted, since, _)| (*is_trusted, *since))
            .map(|(_, _, connection)| Arc::clone(connection))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Arc<Connection>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Notes whether the connection is idle; returns whether it must give way now.
    pub(crate) fn set_idle(&self, is_idle: bool) -> bool {
        let since = &self.connection.idle_since;
        match (is_idle, since.load(Ordering::Relaxed) > 0) {
            (true, false) => {
                since.store(
                    self.connections.turns.fetch_add(1, Ordering::Relaxed),
                    Ordering::SeqCst,
                );
                self.gives_way()
            }
            (false, true) => {
                since.store(0, Ordering::SeqCst);
                false
            }
            _ => false,
        }
    }

    /// Whether somebody still waits for a place, and gets that of this connection.
    pub(crate) fn gives_way(&self) -> bool {
        self.connections.is_full.swap(false, Ordering::SeqCst)
    }

    /// It was asked to leave and is at work: if somebody still waits, another one is asked.
    pub(crate) fn stays(&self) {
        self.set_idle(false);
        if self.connections.is_full.load(Ordering::SeqCst) {
            self.connections.ask();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.connections.lock();
        if let Some(at) = open.iter().position(|open| Arc::ptr_eq(open, &self.connection)) {
            open.swap_remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a connection is asked to leave.
    async fn leaves(place: &Place) -> bool {
        tokio::select! {
            biased;
            () = place.connection.leave.notified() => true,
            () = std::future::ready(()) => false,
        }
    }

    #[tokio::test]
    async fn who_is_idle_gives_way_strangers_first() {
        let connections = Connections::new(3);
        let mut places = Vec::new();
        for is_trusted in [true, false, false] {
            let place = connections.try_enter().unwrap();
            place.connection.is_trusted.store(is_trusted, Ordering::Relaxed);
            places.push(place);
        }
        places[1].set_idle(false);
        let mut asked = Vec::new();
        // A stranger at work, one that is idle, and one that is trusted.
        for freed in [2, 0] {
            let waits = tokio::spawn({
                let connections = Arc::clone(&connections);
                async move { connections.enter().await }
            });
            tokio::task::yield_now().await;
            for place in &places {
                asked.push(leaves(place).await);
            }
            places.remove(freed);
            let newcomer = waits.await.unwrap().unwrap();
            newcomer.set_idle(false);
            places.push(newcomer);
        }
        assert_eq!(asked, [false, false, true, true, false, false]);
    }

    #[tokio::test]
    async fn if_all_are_busy_the_first_to_become_idle_gives_way() {
        let connections = Connections::new(2);
        let places = [(); 2].map(|()| connections.try_enter().unwrap());
        places.iter().for_each(|place| assert!(!place.set_idle(false)));
        let waits = tokio::spawn({
            let connections = Arc::clone(&connections);
            async move { connections.enter().await.is_some() }
        });
        tokio::task::yield_now().await;
        let [first, second] = places;
        assert_eq!([second.set_idle(true), first.set_idle(true)], [true, false]);
        drop(second);
        assert!(waits.await.unwrap());
    }

    #[tokio::test]
    async fn if_the_one_that_is_asked_is_at_work_again_the_next_one_gives_way() {
        let connections = Connections::new(2);
        let [first, second] = [(); 2].map(|()| connections.try_enter().unwrap());
        let waits = tokio::spawn({
            let connections = Arc::clone(&connections);
            async move { connections.enter().await.is_some() }
        });
        tokio::task::yield_now().await;
        let mut asked = vec![(leaves(&first).await, leaves(&second).await)];
        first.stays();
        asked.push((leaves(&first).await, leaves(&second).await));
        assert_eq!(asked, [(true, false), (false, true)]);
        assert!(second.gives_way());
        drop(second);
        assert!(waits.await.unwrap());
    }

    #[tokio::test]
    async fn nobody_gives_way_to_one_that_has_its_place() {
        let connections = Connections::new(2);
        let [first, second] = [(); 2].map(|()| connections.try_enter().unwrap());
        let waits = tokio::spawn({
            let connections = Arc::clone(&connections);
            async move { connections.enter().await }
        });
        tokio::task::yield_now().await;
        drop(second);
        let third = waits.await.unwrap().unwrap();
        assert!(leaves(&first).await, "it was asked");
        first.set_idle(false);
        third.set_idle(false);
        assert_eq!([first.set_idle(true), first.gives_way()], [false, false]);
    }

    #[test]
    fn any_number_of_places_will_do() {
        assert!(Connections::new(usize::MAX).try_enter().is_some());
        assert!(Connections::new(0).try_enter().is_some());
    }
}
