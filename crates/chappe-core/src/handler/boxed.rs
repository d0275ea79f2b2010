//! Handlers with their types erased, and their own layers.

use std::{fmt, marker::PhantomData, sync::Arc};

use crate::{
    engine::{Continuation, ErasedHandler, HandlerService},
    event_type::EventType,
    handler::{Handler, erased::erase},
    middleware::{BoxLayer, LayerDef, Next},
    request::Request,
};

/// A handler with its types erased, and its own layers; created by [`Handler::into_boxed`].
#[must_use = "a handler does nothing until a route uses it"]
pub struct BoxHandler<E, S = ()> {
    pub(crate) def: HandlerDef<S>,
    event: PhantomData<fn(E)>,
}

/// A handler before the dispatcher is built.
pub(crate) struct HandlerDef<S> {
    /// Its own layers, the outermost first.
    pub(crate) layers: Vec<LayerDef<S>>,
    pub(crate) build: BuildHandler<S>,
}

/// Creates a handler from the state.
pub(crate) type BuildHandler<S> = Box<dyn FnOnce(&Arc<S>) -> Box<dyn ErasedHandler> + Send>;

impl<E, S> BoxHandler<E, S>
where
    E: EventType,
    S: Send + Sync + 'static,
{
    /// Erases the types of a handler. Layers of its own are then not layers of the route: the
    /// handler applies them each time it is called. [`Handler::into_boxed`] keeps them.
    pub fn new<H, T>(handler: H) -> Self
    where
        H: Handler<E, T, S>,
        T: 'static,
    {
        let build: BuildHandler<S> =
            Box::new(move |state| erase::<E, T, S, H>(handler, Arc::clone(state)));
        Self { def: HandlerDef { layers: Vec::new(), build }, event: PhantomData }
    }

    /// Calls `function` with the request before the handler and all of its layers. `name` is its
    /// name in descriptions and traces.
    pub fn on_entry(mut self, name: &str, function: fn(&Request<E>)) -> Self {
        let mut layer = BoxLayer::from_async(name.to_owned(), move |_: &Arc<S>| {
            move |request, next: Next<E>| async move {
                function(&request);
                next.run(request).await
            }
        });
        layer.def.is_transparent = true;
        self.def.layers.insert(0, layer.def);
        self
    }
}

impl<S> HandlerDef<S> {
    /// Applies the layers, and returns the outermost service.
    pub(crate) fn into_service(self, state: &Arc<S>) -> Continuation {
        let mut service = Continuation::Layer(Arc::new(HandlerService((self.build)(state))));
        for layer in self.layers.into_iter().rev() {
            service = Continuation::Layer((layer.build)(state, service));
        }
        service
    }
}

impl<E, S> fmt::Debug for BoxHandler<E, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoxHandler").field("layers", &self.def.layers.len()).finish_non_exhaustive()
    }
}
