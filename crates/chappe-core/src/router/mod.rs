//! Routers: the description that a dispatcher is built from.

mod definition;
mod lifecycle;
mod observer;
#[expect(clippy::module_inception, reason = "the module is named after its one idea")]
mod router;

pub(crate) use self::{
    definition::{ObserverDef, RouteDef, Slot},
    lifecycle::{Callback, CallbackDef},
    router::RouterDef,
};
pub use self::{
    lifecycle::{IntoResult, LifecycleHandler},
    observer::Observer,
    router::Router,
};
pub use crate::route_info::RouteInfo;
