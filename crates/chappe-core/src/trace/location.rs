//! Where a step stands.

use std::sync::Arc;

use crate::{
    request::Parts,
    trace::trace::{Open, StepKind, Trace},
};

/// A layer, filter or handler and where it stands in the tree.
#[derive(Clone)]
pub(crate) struct StepLocation {
    pub(crate) kind: StepKind,
    pub(crate) name: Arc<str>,
    pub(crate) router: Arc<str>,
    pub(crate) observer: &'static str,
}

impl StepLocation {
    /// Notes that the step began, if the request carries a trace.
    pub(crate) fn open(&self, parts: &Parts) -> Open {
        parts.get::<Trace>().map_or_else(Open::nowhere, |trace| trace.open(self))
    }
}
