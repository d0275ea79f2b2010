//! The definitions of observers and routes that a router holds until the dispatcher is built.

use std::{panic::Location, sync::Arc};

use chappe_types::UpdateType;

use crate::{
    filter::{FilterDef, FilterList},
    handler::{BuildHandler, HandlerDef, HandlerInfo},
    middleware::LayerDef,
    names::handler_name,
};

/// The key of an observer within a router.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Slot {
    Update,
    Event(UpdateType),
    Error,
}

impl Slot {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Event(kind) => kind.as_str(),
            Self::Error => "error",
        }
    }
}

/// The layers, filters and routes of one observer.
pub(crate) struct ObserverDef<S> {
    pub(crate) outer: Vec<LayerDef<S>>,
    pub(crate) filters: Vec<FilterDef<S>>,
    pub(crate) inner: Vec<LayerDef<S>>,
    pub(crate) routes: Vec<RouteDef<S>>,
    pub(crate) fallback: Option<RouteDef<S>>,
}

/// One route.
pub(crate) struct RouteDef<S> {
    /// The name of the handler.
    pub(crate) name: Arc<str>,
    pub(crate) filters: Vec<FilterDef<S>>,
    pub(crate) info: HandlerInfo,
    pub(crate) location: &'static Location<'static>,
    /// The handler's own layers, the outermost first.
    pub(crate) layers: Vec<LayerDef<S>>,
    pub(crate) build: BuildHandler<S>,
}

/// The observers of a router. There are few, so lookup is a linear search.
pub(crate) struct Observers<S> {
    // Sorted by slot.
    observers: Vec<(Slot, ObserverDef<S>)>,
}

impl<S> Default for Observers<S> {
    fn default() -> Self {
        Self { observers: Vec::new() }
    }
}

impl<S> Observers<S> {
    /// Removes an observer and returns it.
    pub(crate) fn remove(&mut self, slot: Slot) -> Option<ObserverDef<S>> {
        for at in 0..self.observers.len() {
            if self.observers[at].0 == slot {
                return Some(self.observers.remove(at).1);
            }
        }
        None
    }

    /// Inserts an observer. The slot must be empty.
    pub(crate) fn insert(&mut self, slot: Slot, def: ObserverDef<S>) {
        let mut at = self.observers.len();
        while at > 0 && slot < self.observers[at - 1].0 {
            at -= 1;
        }
        self.observers.insert(at, (slot, def));
    }

    /// All observers, sorted by slot.
    pub(crate) fn all(&self) -> &[(Slot, ObserverDef<S>)] {
        &self.observers
    }

    /// Converts all observers.
    pub(crate) fn map<S2>(
        self,
        convert: impl Fn(Slot, ObserverDef<S>) -> ObserverDef<S2>,
    ) -> Observers<S2> {
        let mut converted = Observers { observers: Vec::with_capacity(self.observers.len()) };
        for (slot, def) in self.observers {
            converted.observers.push((slot, convert(slot, def)));
        }
        converted
    }
}

impl<S> Default for ObserverDef<S> {
    fn default() -> Self {
        Self {
            outer: Vec::new(),
            filters: Vec::new(),
            inner: Vec::new(),
            routes: Vec::new(),
            fallback: None,
        }
    }
}

impl<S: Send + Sync + 'static> ObserverDef<S> {
    /// Sets the state of all layers and handlers.
    pub(crate) fn with_state<S2>(self, state: &Arc<S>) -> ObserverDef<S2> {
        ObserverDef {
            outer: layers_with_state(self.outer, state),
            filters: filters_with_state(self.filters, state),
            inner: layers_with_state(self.inner, state),
            routes: self.routes.into_iter().map(|route| route.with_state(state)).collect(),
            fallback: self.fallback.map(|route| route.with_state(state)),
        }
    }

    /// Whether the observer has neither layers nor filters nor handlers.
    pub(crate) fn is_empty(&self) -> bool {
        self.outer.is_empty() && self.is_transparent()
    }

    /// Whether the observer has at most outer layers: no filters, inner layers or handlers.
    pub(crate) fn is_transparent(&self) -> bool {
        self.filters.is_empty() && self.inner.is_empty() && !self.has_handlers()
    }

    /// Whether the observer has a handler.
    pub(crate) fn has_handlers(&self) -> bool {
        !self.routes.is_empty() || self.fallback.is_some()
    }
}

impl<S: Send + Sync + 'static> RouteDef<S> {
    pub(crate) fn new(
        filters: FilterList<S>,
        info: HandlerInfo,
        handler: HandlerDef<S>,
        location: &'static Location<'static>,
    ) -> Self {
        let HandlerDef { layers, build } = handler;
        let name = handler_name(info.name, location).into();
        Self { name, filters: filters.0, info, location, layers, build }
    }

    fn with_state<S2>(self, state: &Arc<S>) -> RouteDef<S2> {
        let filters = filters_with_state(self.filters, state);
        let layers = layers_with_state(self.layers, state);
        let (build, state) = (self.build, Arc::clone(state));
        RouteDef {
            name: self.name,
            filters,
            info: self.info,
            location: self.location,
            layers,
            build: Box::new(move |_| build(&state)),
        }
    }
}

fn layers_with_state<S, S2>(layers: Vec<LayerDef<S>>, state: &Arc<S>) -> Vec<LayerDef<S2>>
where
    S: Send + Sync + 'static,
{
    let mut bound = Vec::with_capacity(layers.len());
    for layer in layers {
        bound.push(layer.with_state(state));
    }
    bound
}

fn filters_with_state<S, S2>(filters: Vec<FilterDef<S>>, state: &Arc<S>) -> Vec<FilterDef<S2>> {
    let mut bound = Vec::with_capacity(filters.len());
    for filter in filters {
        bound.push(filter.with_state(state));
    }
    bound
}
