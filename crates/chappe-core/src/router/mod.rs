//! Routers: the description that a dispatcher is built from.
//!
//! A [`Router`] has an [`Observer`] for each kind of update, with layers, filters and handlers, and
//! contains nested routers. The types of registered values are erased immediately. A
//! [`Dispatcher`](crate::Dispatcher) compiles the description.
//!
//! ```
//! use chappe::prelude::*;
//! use chappe_testing::UpdateBuilder;
//!
//! async fn start() -> impl IntoOutcome {
//!     reply("hello")
//! }
//!
//! let settings = Router::new("settings").callback_query(|q| q.on((), async || {}));
//! let app = Router::new("app").message(|m| m.on(command("start"), start)).include(settings);
//!
//! let dispatcher = Dispatcher::new(app);
//! assert!(dispatcher.explain(&UpdateBuilder::message("/start").build()).handler().is_some());
//! ```

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
