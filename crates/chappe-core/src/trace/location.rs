//! The locations of steps in a tree.

use std::sync::Arc;

use crate::{
    request::Parts,
    trace::trace::{Open, StepKind, Trace},
};

/// The location of a layer, filter or handler in the tree.
#[derive(Clone)]
pub(crate) struct StepLocation {
    pub(crate) kind: StepKind,
    pub(crate) name: Arc<str>,
    pub(crate) router: Arc<str>,
    pub(crate) observer: &'static str,
}

impl StepLocation {
    /// Records that the step begins, if the request carries a trace.
    pub(crate) fn open(&self, parts: &Parts) -> Open {
        parts.get::<Trace>().map_or_else(Open::unrecorded, |trace| trace.open(self))
    }
}
