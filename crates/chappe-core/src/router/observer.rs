//! The observer of one type of event in one router.

use std::{fmt, marker::PhantomData, panic::Location};

use crate::{
    event_type::EventType,
    filter::{FilterList, IntoFilter},
    handler::{Handler, erase},
    middleware::IntoLayer,
    names::handler_name,
    router::definition::{ObserverDef, RouteDef},
};

/// The layers, filters and handlers of one router for events of type `E`.
///
/// The order of calls matters only among layers (the first one added is the outermost), among
/// filters, and among handlers (the first one that matches is called).
///
/// ```text
/// outer layers ( own filters → handlers in order → nested routers → fallback )
/// handler = inner layers ( handler )
/// ```
///
/// The inner layers of the `update` observer wrap its handlers, the dispatch by type of event, and
/// the fallback.
#[must_use = "an observer that is not returned to its router registers nothing"]
pub struct Observer<E, S = ()> {
    pub(crate) def: ObserverDef<S>,
    event: PhantomData<fn(E)>,
}

impl<E, S> Observer<E, S>
where
    E: EventType,
    S: Send + Sync + 'static,
{
    pub(crate) fn from_def(def: ObserverDef<S>) -> Self {
        Self { def, event: PhantomData }
    }

    /// Adds a layer around the observer's filters, its handlers and the nested routers. The layer
    /// is called for every event of the type that reaches the router, whether a handler matches or
    /// not.
    ///
    /// `Layer::layer` is called once, when the dispatcher is built.
    pub fn outer_layer<L, M>(mut self, layer: L) -> Self
    where
        L: IntoLayer<E, S, M>,
    {
        self.def.outer.push(layer.into_layer().def);
        self
    }

    /// Adds a layer around the matched handler of this router or of a nested one. The layer is
    /// called only for events that pass a handler's filters.
    ///
    /// `Layer::layer` is called once, when the dispatcher is built: all handlers share the state of
    /// the layer.
    pub fn inner_layer<L, M>(mut self, layer: L) -> Self
    where
        L: IntoLayer<E, S, M>,
    {
        self.def.inner.push(layer.into_layer().def);
        self
    }

    /// Adds a filter before all handlers of the observer and of the nested routers. The filter is
    /// called once per event, inside the outer layers.
    pub fn filter<F, M>(mut self, filter: F) -> Self
    where
        F: IntoFilter<E, M>,
    {
        let mut list = FilterList::default();
        filter.push_to(&mut list);
        self.def.filters.append(&mut list.0);
        self
    }

    /// Adds a handler with its filter; `()` matches every event.
    ///
    /// The filters of a tuple are called from left to right until one does not match.
    #[track_caller]
    pub fn on<F, M, H, T>(mut self, filter: F, handler: H) -> Self
    where
        F: IntoFilter<E, M>,
        H: Handler<E, T, S>,
        T: 'static,
    {
        let mut filters = FilterList::default();
        filter.push_to(&mut filters);
        let route = route::<E, T, S, H>(filters, handler, Location::caller());
        self.def.routes.push(route);
        self
    }

    /// Sets the handler of events that neither the observer's handlers nor the nested routers
    /// handled. A second call replaces the handler.
    #[track_caller]
    pub fn fallback<H, T>(mut self, handler: H) -> Self
    where
        H: Handler<E, T, S>,
        T: 'static,
    {
        let route = route::<E, T, S, H>(FilterList::default(), handler, Location::caller());
        self.def.fallback = Some(route);
        self
    }
}

fn route<E, T, S, H>(
    filters: FilterList,
    handler: H,
    location: &'static Location<'static>,
) -> RouteDef<S>
where
    E: EventType,
    T: 'static,
    S: Send + Sync + 'static,
    H: Handler<E, T, S>,
{
    let info = handler.info();
    RouteDef {
        name: handler_name(info.name, location).into(),
        filters: filters.0,
        info,
        location,
        build: Box::new(move |state| erase::<E, T, S, H>(handler, std::sync::Arc::clone(state))),
    }
}

impl<E, S> fmt::Debug for Observer<E, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observer")
            .field("outer_layers", &self.def.outer.len())
            .field("filters", &self.def.filters)
            .field("inner_layers", &self.def.inner.len())
            .field("handlers", &self.def.routes.len())
            .finish_non_exhaustive()
    }
}
