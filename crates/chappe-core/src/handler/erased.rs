//! Handlers with their types erased, for the engine.

use std::{marker::PhantomData, sync::Arc};

use crate::{
    engine::{BoxDispatch, ErasedHandler},
    event_type::EventType,
    handler::Handler,
    request::{Parts, Request},
};

/// Erases the types of a handler's event, arguments and state.
pub(crate) fn erase<E, T, S, H>(handler: H, state: Arc<S>) -> Box<dyn ErasedHandler>
where
    E: EventType,
    T: 'static,
    S: Send + Sync + 'static,
    H: Handler<E, T, S>,
{
    Box::new(Typed::<H, E, T, S> { handler, state, types: PhantomData })
}

struct Typed<H, E, T, S> {
    handler: H,
    state: Arc<S>,
    types: PhantomData<fn(E, T)>,
}

impl<H, E, T, S> ErasedHandler for Typed<H, E, T, S>
where
    E: EventType,
    T: 'static,
    S: Send + Sync + 'static,
    H: Handler<E, T, S>,
{
    fn call(&self, parts: Box<Parts>) -> BoxDispatch {
        let request = Request::from_parts(parts);
        Box::pin(self.handler.clone().call(request, Arc::clone(&self.state)))
    }
}
