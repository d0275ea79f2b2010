//! The route that a request was matched to.

use std::any::Any;

use crate::route_info::RouteInfo;

/// The route that a request was matched to, as far as requests depend on routes.
pub(crate) trait MatchedRoute: Send + Sync {
    fn info(&self) -> &RouteInfo;

    /// The route itself, for the engine.
    fn as_any(&self) -> &dyn Any;
}
