//! The engine: the compiled tree, and the futures that route requests through it.
//!
//! Requests go in and outcomes come out, without the types of their events: filters,
//! layers and handlers are erased when they are registered.
//!
//! ```text
//! Continuation ─ Layer ──→ LayerService ──→ Next ──→ Continuation
//!              ├ Scope ──→ matcher ─ Walk ──→ filters ──→ Route, Subrouter or layers
//!              └ Route ──→ inner LayerService … or the handler
//! ```

mod continuation;
mod dispatch;
mod index;
mod last_match;
mod layer_service;
mod matcher;
mod next;
mod program;
mod route;
mod routes;
mod subrouter;
mod walk;

pub(crate) use self::{
    continuation::Continuation,
    dispatch::{BoxDispatch, Dispatch, ready},
    layer_service::{Erased, FnLayer, LayerService},
    program::{KINDS, Program, Scope, Step},
    route::{ErasedHandler, Route},
    routes::{RouteId, Routes},
    subrouter::{Entry, Subrouter, observe, offer_outwards},
};
#[cfg(feature = "introspect")]
pub(crate) use self::{
    index::Candidates,
    layer_service::{Prepared, PreparedCall},
    walk::Walk,
};
pub use self::{
    last_match::LastMatch,
    next::{Next, ResponseFuture},
};
