//! The engine: the compiled tree, and the futures that walk it.
//!
//! Everything here is free of event types: a request's parts flow in, an
//! outcome flows out. Types stand at the edges only, in the filters, layers
//! and handlers that were erased when they were registered.

mod boundary;
mod index;
mod last_match;
mod program;
mod route;
mod routes;
mod routing;
mod stack;
mod target;
mod words;

pub use self::last_match::LastMatch;
pub(crate) use self::{
    boundary::{Boundary, bubble, offer},
    program::{KINDS, Program, Programs, Scope, Step},
    route::{ErasedHandler, HandlerFuture, Route},
    routes::{RouteId, Routes},
    stack::{FnStack, LayerStack, Polled, Run, Stack},
    target::{CaughtWork, Target, Work},
};
