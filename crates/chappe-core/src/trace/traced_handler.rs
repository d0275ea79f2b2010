//! A handler that records a step.

use crate::{
    engine::{BoxDispatch, ErasedHandler},
    request::Parts,
    trace::{StepLocation, traced_layer::recorded},
};

/// A handler and its location.
pub(crate) struct TracedHandler {
    pub(crate) handler: Box<dyn ErasedHandler>,
    pub(crate) location: StepLocation,
}

impl ErasedHandler for TracedHandler {
    fn call(&self, parts: Box<Parts>) -> BoxDispatch {
        let open = self.location.open(&parts);
        recorded(open, self.handler.call(parts))
    }
}
