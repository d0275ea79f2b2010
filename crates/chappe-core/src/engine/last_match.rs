//! The route that an update has matched last.

use std::cell::Cell;

use crate::engine::routes::RouteId;

thread_local! {
    /// The route that the dispatch on this thread has matched last.
    static MATCHED: Cell<Option<RouteId>> = const { Cell::new(None) };
}

/// Records a match of the dispatch that this thread polls.
pub(crate) fn matched(route: RouteId) {
    MATCHED.set(Some(route));
}

/// The route that an update has matched last, for a source that logs which handler an update
/// has reached. The source polls the dispatch inside of [`during`](Self::during).
///
/// [`Dispatcher::route_of`](crate::Dispatcher::route_of) returns the route.
#[derive(Clone, Copy, Debug, Default)]
pub struct LastMatch(Option<RouteId>);

impl LastMatch {
    /// Calls `poll`, which polls the dispatch of the update, and keeps the route that it
    /// matches.
    ///
    /// `poll` must not panic.
    pub fn during<T>(&mut self, poll: impl FnOnce() -> T) -> T {
        let outside = MATCHED.replace(self.0);
        let polled = poll();
        self.0 = MATCHED.replace(outside);
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
