//! A route: filters, inner layers and a handler.

use std::{any::Any, sync::Arc};

use crate::{
    engine::{
        continuation::Continuation, dispatch::BoxDispatch, layer_service::LayerService,
        routes::RouteId,
    },
    filter::BoxFilter,
    request::{MatchedRoute, Parts},
    route_info::RouteInfo,
};

/// A handler, with the types of its event, arguments and state erased.
pub(crate) trait ErasedHandler: Send + Sync {
    fn call(&self, parts: Box<Parts>) -> BoxDispatch;
}

/// A handler, its filters and the layers around it.
pub(crate) struct Route {
    pub(crate) id: RouteId,
    pub(crate) info: RouteInfo,
    pub(crate) filters: Vec<BoxFilter>,
    /// Whether the filters could store values.
    pub(crate) stores: bool,
    /// The inner layers: one service for each observer that has any, from the root down.
    pub(crate) inner: Arc<Vec<Arc<dyn LayerService>>>,
    /// The names of these layers.
    pub(crate) layers: Arc<Vec<String>>,
    /// The error observers that a failure of the handler is offered to, the innermost first.
    pub(crate) errors: Arc<Vec<Continuation>>,
    pub(crate) handler: Box<dyn ErasedHandler>,
}

impl MatchedRoute for Route {
    fn info(&self) -> &RouteInfo {
        &self.info
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
