//! Which route an update matched last.

use std::cell::Cell;

use crate::engine::routes::RouteId;

thread_local! {
    /// The route that the dispatch polled by this thread matched last.
    static MATCHED: Cell<Option<RouteId>> = const { Cell::new(None) };
}

/// Notes a match of the dispatch that this thread polls.
#[inline]
pub(crate) fn matched(route: RouteId) {
    MATCHED.set(Some(route));
}

/// The route that an update matched last: who polls a dispatch keeps one for it, and can
/// tell by it whose handler was slow.
///
/// [`Dispatcher::route_of`](crate::Dispatcher::route_of) resolves it.
#[derive(Clone, Copy, Debug, Default)]
pub struct LastMatch(Option<RouteId>);

impl LastMatch {
    /// Runs one poll of the update's dispatch, and keeps what it matches.
    ///
    /// `poll` must not panic.
    #[inline]
    pub fn during<T>(&mut self, poll: impl FnOnce() -> T) -> T {
        let outside = MATCHED.replace(self.0);
        let polled = poll();
        self.0 = MATCHED.replace(outside);
        polled
    }

    /// What the update that this thread polls has matched last.
    pub fn now() -> Self {
        Self(MATCHED.get())
    }

    pub(crate) fn id(self) -> Option<RouteId> {
        self.0
    }
}
