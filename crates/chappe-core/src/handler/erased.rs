//! Handlers as the engine sees them.

use std::{any::Any, future::ready, marker::PhantomData, sync::Arc};

use crate::{
    engine::{ErasedHandler, HandlerFuture},
    error::ForeignRequest,
    event_type::EventType,
    handler::{Handler, RouterState},
    request::{Parts, Request},
};

/// Hides the types of a handler's event, arguments and state.
pub(crate) fn erase<E, T, S, H>(handler: H, state: Arc<S>) -> Box<dyn ErasedHandler>
where
    E: EventType,
    T: 'static,
    S: Send + Sync + 'static,
    H: Handler<E, T, S>,
{
    Box::new(Typed::<H, E, T, S> { handler, state, types: PhantomData })
}

/// Fails: a layer handed on a request of its own making.
fn foreign() -> HandlerFuture {
    Box::pin(ready(Err(ForeignRequest(()).into())))
}

struct Typed<H, E, T, S> {
    handler: H,
    state: Arc<S>,
    types: PhantomData<fn(E, T)>,
}

impl<H, E, T, S> Typed<H, E, T, S>
where
    H: 'static,
    E: 'static,
    T: 'static,
    S: 'static,
{
    /// The handler of the route that a request was matched to.
    fn of(parts: &Parts) -> Option<&Self> {
        parts.route()?.handler.as_any().downcast_ref()
    }
}

impl<H, E, T, S> ErasedHandler for Typed<H, E, T, S>
where
    E: EventType,
    T: 'static,
    S: Send + Sync + 'static,
    H: Handler<E, T, S>,
{
    fn call(&self, parts: Parts) -> HandlerFuture {
        let request = Request::from_parts(parts);
        Box::pin(self.handler.clone().call(request, Arc::clone(&self.state).into()))
    }

    fn entry(&self) -> Option<fn(Parts) -> HandlerFuture> {
        Some(|parts| match Self::of(&parts).map(|typed| typed.handler.clone()) {
            Some(handler) => {
                let state = RouterState::of_route(|parts| Some(&*Self::of(parts)?.state));
                Box::pin(handler.call(Request::from_parts(parts), state))
            }
            None => foreign(),
        })
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
