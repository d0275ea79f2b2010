//! Routers: the description that a dispatcher is built from.

mod definition;
mod lifecycle;
mod observer;
mod route_info;
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
    route_info::RouteInfo,
    router::Router,
};
