//! Routers: the description that a dispatcher is built from.
//!
//! A [`Router`] has an [`Observer`] for each kind of update, with layers, filters and handlers, and
//! contains nested routers. The types of registered values are erased immediately. A
//! [`Dispatcher`](crate::Dispatcher) compiles the description.
//!
//! ```
//! use chappe_core::{Dispatcher, Router, filter::command, reply};
//! use chappe_types::fixtures;
//!
//! async fn start() -> impl chappe_core::IntoOutcome {
//!     reply("hello")
//! }
//!
//! let settings = Router::new("settings").callback_query(|q| q.on((), async || {}));
//! let app = Router::new("app").message(|m| m.on(command("start"), start)).include(settings);
//!
//! let dispatcher = Dispatcher::new(app);
//! assert!(dispatcher.explain(&fixtures::message("/start")).handler().is_some());
//! ```

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
