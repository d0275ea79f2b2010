//! The routes of a tree, by number.

use std::sync::Arc;

use crate::engine::route::Route;

/// A route, by its number in its tree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RouteId(u32);

/// The routes of a tree.
///
/// Each request holds them, by way of what all requests of a dispatcher share: so a
/// match needs no reference of its own, and counts none.
#[derive(Default)]
pub(crate) struct Routes {
    routes: Vec<Arc<Route>>,
}

impl Routes {
    /// Adds the route that `link` makes when it is told its number.
    pub(crate) fn add(&mut self, link: impl FnOnce(RouteId) -> Route) -> Arc<Route> {
        let number = u32::try_from(self.routes.len()).expect("a tree has fewer than 2^32 routes");
        let route = Arc::new(link(RouteId(number)));
        self.routes.push(Arc::clone(&route));
        route
    }

    /// The route of a number that this tree gave.
    pub(crate) fn route(&self, id: RouteId) -> Option<&Arc<Route>> {
        self.routes.get(id.0 as usize)
    }
}
