//! The pipeline of chappe: it turns an update into an outcome, and each of its parts is a
//! [`tower_service::Service`].
//!
//! ```text
//! Update → Request<Update> → Dispatcher → Outcome
//!
//! Dispatcher     = update.outer( update.filters → update.inner( split by event type ) )
//! service(r, E)  = outer[r,E]( filters[r,E] → routes[r,E] in order → service(child, E) in order )
//! route          = inner[root,E]( … inner[r,E]( handler ) )
//! ```
//!
//! `r` is a router and `E` a kind of update; `a( b )` means that the layers `a` wrap the service
//! `b`, and `→` means “then”.
//!
//! A [`Router`] describes the tree; a [`Dispatcher`] compiles it. Any tower `Layer` whose
//! service takes a [`Request`] can be a layer of any observer.
//!
//! This crate does no I/O and spawns no task. It reads the clock only in the filter
//! [`newer_than`](filter::newer_than).

#![cfg_attr(
    not(feature = "introspect"),
    expect(dead_code, reason = "the names of layers and routers are only shown by `introspect`")
)]

pub mod callback_data;
mod catch_panic;
mod causes;
pub mod commands;
mod content;
mod control_flow;
pub mod deep_link;
mod dispatcher;
mod engine;
mod erased;
mod error;
mod error_event;
mod event_type;
mod extensions;
pub mod extract;
pub mod filter;
pub mod handler;
pub mod keyboard;
mod me;
pub mod middleware;
mod names;
pub mod outcome;
mod request;
mod route_info;
pub mod router;
pub mod stages;
#[cfg(feature = "stash")]
pub mod stash;
mod text;
#[cfg(feature = "introspect")]
mod trace;

pub use self::{
    catch_panic::{CatchPanic, attempt, discard},
    causes::write_causes,
    control_flow::{Cancel, Skip, find_error, is_cancel, is_control_flow, is_skip},
    dispatcher::{
        BuildError, Dispatcher, DispatcherBuilder, EventService, IntoDispatcher, ResponseFuture,
        WrongKind,
    },
    engine::LastMatch,
    erased::{ErasedFuture, ErasedService},
    error::{BoxError, ForeignRequest, Panicked, TooLate},
    error_event::ErrorEvent,
    event_type::{EventType, kinds_of},
    extensions::Extensions,
    handler::{Handler, HandlerExt, flagged},
    me::Me,
    middleware::{
        AddExtensionLayer, IntoLayer, Middleware, Next, after, before, from_fn, middleware, shared,
    },
    outcome::{AnyReply, IntoOutcome, Outcome, Reply, reply},
    request::Request,
    route_info::RouteInfo,
    router::{Observer, Router},
};
#[cfg(feature = "introspect")]
pub use self::{
    dispatcher::{Description, Explanation, Step, Verdict},
    trace::{StepKind, StepOutcome, Trace, TraceStep},
};
