//! A handler that notes what it does.

use std::any::Any;

use crate::{
    engine::{ErasedHandler, HandlerFuture},
    request::Parts,
    trace::{Place, StepOutcome},
};

/// A handler, and where it stands.
pub(crate) struct TracedHandler {
    pub(crate) handler: Box<dyn ErasedHandler>,
    pub(crate) place: Place,
}

impl ErasedHandler for TracedHandler {
    #[inline]
    fn call(&self, parts: Parts) -> HandlerFuture {
        let open = self.place.open(&parts);
        let future = self.handler.call(parts);
        Box::pin(async move {
            let result = future.await;
            open.end(|| StepOutcome::of(&result));
            result
        })
    }

    #[inline]
    fn as_any(&self) -> &dyn Any {
        self
    }
}
