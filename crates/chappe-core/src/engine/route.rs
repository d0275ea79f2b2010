//! A route: filters, inner layers, a handler.

use std::{any::Any, future::Future, pin::Pin, sync::Arc};

use crate::{
    engine::{routes::RouteId, stack::Stack, target::Target},
    error::BoxError,
    filter::BoxFilter,
    outcome::Outcome,
    request::Parts,
    router::RouteInfo,
};

/// A handler's future with its type erased.
pub(crate) type HandlerFuture = Pin<Box<dyn Future<Output = Result<Outcome, BoxError>> + Send>>;

/// A handler without the types of its event, arguments and state.
pub(crate) trait ErasedHandler: Send + Sync {
    fn call(&self, parts: Parts) -> HandlerFuture;

    /// Calls the handler of the route that a request holds, if that is one of this
    /// type: then the route need not be held twice.
    fn entry(&self) -> Option<fn(Parts) -> HandlerFuture> {
        None
    }

    fn as_any(&self) -> &dyn Any;
}

/// One handler and all that stands before it.
pub(crate) struct Route {
    pub(crate) id: RouteId,
    pub(crate) info: RouteInfo,
    pub(crate) filters: Vec<BoxFilter>,
    /// Whether these could store values.
    pub(crate) stores: bool,
    /// The inner layers, one stack an observer, the root's first.
    pub(crate) inner: Arc<Vec<Arc<dyn Stack>>>,
    /// The names of all of these layers.
    pub(crate) layers: Arc<Vec<String>>,
    /// The error observers that its failures are offered to, those of its own router
    /// first.
    pub(crate) errors: Arc<Vec<Target>>,
    pub(crate) handler: Box<dyn ErasedHandler>,
}
