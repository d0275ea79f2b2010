//! Telegram bots built out of tower services.
//!
//! Each type of Telegram event is a `tower::Service`; outer middlewares are
//! `Layer`s around a filter-routing service; inner middlewares are `Layer`s
//! around each matched handler; nested routers are nested services; a hyper
//! webhook server or long polling feeds the root.
//!
//! ```
//! use chappe::prelude::*;
//!
//! async fn start(user: User) -> impl IntoOutcome {
//!     reply(format!("hello, {}", user.first_name))
//! }
//!
//! async fn echo(Text(text): Text) -> impl IntoOutcome {
//!     reply(text)
//! }
//!
//! fn app() -> Router {
//!     Router::new("app").message(|m| {
//!         m.outer_layer(tower::limit::ConcurrencyLimitLayer::new(64)) // plain tower
//!             .on(command("start"), start)
//!             .on(text(), echo)
//!     })
//! }
//!
//! let dispatcher = Dispatcher::new(app());
//! # let _ = dispatcher;
//! ```

pub mod guide;
pub mod prelude;
#[cfg(doctest)]
mod readme;
#[cfg(feature = "polling")]
mod run;

/// Calls of the Bot API.
#[cfg(feature = "client")]
pub use chappe_client as client;

/// A Telegram on one's own machine.
#[cfg(feature = "emulator")]
pub use chappe_emulator as emulator;

#[cfg(any(feature = "polling", feature = "webhook"))]
pub use chappe_intake::{
    Background, Lane, LaneBy, LaneFunction, LaneKey, NextError, NoSource, Unordered, unordered,
};

#[cfg(feature = "polling")]
pub use self::run::{RunError, run};

/// Updates by long polling.
#[cfg(feature = "polling")]
pub use chappe_polling as polling;

/// The objects and methods of the Bot API.
pub use chappe_types as types;

/// Updates by HTTP.
#[cfg(feature = "webhook")]
pub use chappe_webhook as webhook;

pub use chappe_core::{
    AddExtensionLayer, BoxError, BuildError, Cancel, Dispatcher, DispatcherBuilder, ErrorEvent,
    EventService, EventType, Extensions, Handler, IntoDispatcher, IntoLayer, IntoOutcome, Me,
    Middleware, Next, Observer, Outcome, Panicked, Reply, Request, RouteInfo, Router, Skip,
    TooLate, WrongKind, after, before, extract, filter, find_error, flagged, from_fn, handler,
    is_cancel, is_control_flow, is_skip, middleware, outcome, reply, router, shared, stages,
};
#[cfg(feature = "introspect")]
pub use chappe_core::{Description, Explanation, StepKind, StepOutcome, Trace, TraceStep};
pub use chappe_macros::debug_handler;

/// The error that flows through the pipeline.
pub use chappe_core::BoxError as Error;
