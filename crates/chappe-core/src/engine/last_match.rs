//! The last route that an update has matched.

use std::cell::Cell;

use crate::engine::routes::RouteId;

thread_local! {
    /// The last route that the dispatch on this thread has matched.
    static MATCHED: Cell<Option<RouteId>> = const { Cell::new(None) };
}

/// Records a match of the dispatch that this thread polls.
#[inline]
pub(crate) fn matched(route: RouteId) {
    MATCHED.set(Some(route));
}

/// The last route that an update has matched.
///
/// A source of updates polls the dispatch inside [`during`](Self::during). It can then log the
/// handler that the update has reached, even while the dispatch is pending.
///
/// [`Dispatcher::route_of`](crate::Dispatcher::route_of) returns the route.
#[derive(Clone, Copy, Debug, Default)]
pub struct LastMatch(Option<RouteId>);

impl LastMatch {
    /// Calls `poll`, which polls the dispatch of the update, and records the route that the
    /// dispatch matches.
    ///
    /// `poll` must not panic.
    pub fn during<T>(&mut self, poll: impl FnOnce() -> T) -> T {
        let previous = MATCHED.replace(self.0);
        let polled = poll();
        self.0 = MATCHED.replace(previous);
        polled
    }

    /// Returns the last match of the update that this thread polls.
    pub fn now() -> Self {
        Self(MATCHED.get())
    }

    pub(crate) fn id(self) -> Option<RouteId> {
        self.0
    }
}
