//! The route that a request has matched.

use std::any::Any;

use crate::route_info::RouteInfo;

/// The route that a request has matched. A trait, so that requests do not depend on the engine.
pub(crate) trait MatchedRoute: Send + Sync {
    fn info(&self) -> &RouteInfo;

    /// Returns the route itself, for the engine, which downcasts it.
    fn as_any(&self) -> &dyn Any;
}
