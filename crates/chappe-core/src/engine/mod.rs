//! The engine: the compiled tree, and the futures that route requests through it.
//!
//! In: a request; out: an outcome or an error. Neither depends on the type of the event, because
//! filters, layers and handlers are erased when they are registered. `Next` and the wrappers that
//! erase services are generic over it; routing is not.
//!
//! ```text
//! Continuation ─ Layer ──→ LayerService ──→ Next ──→ Continuation
//!              ├ Scope ──→ matcher ─ Walk ──→ filters ──→ Route, Subrouter or outer layers
//!              └ Route ──→ the next inner LayerService, or the handler
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
    layer_service::{Erased, FnLayer, HandlerService, LayerService},
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
