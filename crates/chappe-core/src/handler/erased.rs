//! Handlers as the engine sees them.

use std::{any::Any, future::ready, marker::PhantomData, sync::Arc};

use crate::{
    engine::{ErasedHandler, HandlerFuture},
    error::ForeignRequest,
    event::Event,
    handler::Handler,
    request::{Parts, Request},
};

/// Hides the types of a handler's event, arguments and state.
pub(crate) fn erase<E, T, S, H>(handler: H, state: Arc<S>) -> Box<dyn ErasedHandler>
where
    E: Event,
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
    E: Event,
    T: 'static,
    S: Send + Sync + 'static,
    H: Handler<E, T, S>,
{
    fn call(&self, parts: Parts) -> HandlerFuture {
        let request = Request::from_parts(parts);
        Box::pin(self.handler.clone().call(request, Arc::clone(&self.state)))
    }

    fn entry(&self) -> Option<fn(Parts) -> HandlerFuture> {
        Some(|parts| {
            let typed = parts.route().and_then(|route| route.handler.as_any().downcast_ref());
            let call =
                typed.map(|Self { handler, state, .. }| (handler.clone(), Arc::clone(state)));
            match call {
                Some((handler, state)) => Box::pin(handler.call(Request::from_parts(parts), state)),
                None => Box::pin(ready(Err(ForeignRequest(()).into()))),
            }
        })
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
