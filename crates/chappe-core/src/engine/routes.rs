//! The routes of a tree, by number.

use std::sync::Arc;

use crate::{engine::route::Route, request::MatchedRoute};

/// The number of a route in its tree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RouteId(u32);

/// The routes of a tree, by number.
#[derive(Default)]
pub(crate) struct Routes {
    routes: Vec<Arc<Route>>,
}

impl Routes {
    /// Adds the route that `make` creates from its number.
    pub(crate) fn add(&mut self, make: impl FnOnce(RouteId) -> Route) -> Arc<Route> {
        let number = u32::try_from(self.routes.len()).expect("a tree has fewer than 2^32 routes");
        let route = Arc::new(make(RouteId(number)));
        self.routes.push(Arc::clone(&route));
        route
    }

    /// Returns the route with a number.
    pub(crate) fn get(&self, id: RouteId) -> Option<&Arc<Route>> {
        self.routes.get(id.0 as usize)
    }

    /// Returns the route that a request has matched, if it is a route of this tree.
    pub(crate) fn find(&self, matched: &dyn MatchedRoute) -> Option<&Arc<Route>> {
        let matched: &Route = matched.as_any().downcast_ref()?;
        self.get(matched.id).filter(|route| Arc::as_ptr(route) == std::ptr::from_ref(matched))
    }
}
