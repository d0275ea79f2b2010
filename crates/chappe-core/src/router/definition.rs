//! Observers as the router keeps them until the dispatcher is built.

use std::{panic::Location, sync::Arc};

use chappe_types::UpdateType;

use crate::{engine::ErasedHandler, filter::BoxFilter, handler::HandlerInfo, middleware::LayerDef};

/// Which observer of a router.
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

/// What was registered with one observer.
pub(crate) struct ObserverDef<S> {
    pub(crate) outer: Vec<LayerDef<S>>,
    pub(crate) filters: Vec<BoxFilter>,
    pub(crate) inner: Vec<LayerDef<S>>,
    pub(crate) routes: Vec<RouteDef<S>>,
    pub(crate) fallback: Option<RouteDef<S>>,
}

/// One route.
pub(crate) struct RouteDef<S> {
    pub(crate) filters: Vec<BoxFilter>,
    pub(crate) info: HandlerInfo,
    pub(crate) place: &'static Location<'static>,
    pub(crate) build: BuildHandler<S>,
}

/// Makes a handler from the state.
type BuildHandler<S> = Box<dyn FnOnce(&Arc<S>) -> Box<dyn ErasedHandler> + Send>;

/// The observers of a router: a handful, which are found by going through them.
pub(crate) struct Observers<S> {
    // In the order of the slots.
    observers: Vec<(Slot, ObserverDef<S>)>,
}

impl<S> Default for Observers<S> {
    fn default() -> Self {
        Self { observers: Vec::new() }
    }
}

impl<S> Observers<S> {
    /// Takes an observer out.
    pub(crate) fn remove(&mut self, slot: Slot) -> Option<ObserverDef<S>> {
        for at in 0..self.observers.len() {
            if self.observers[at].0 == slot {
                return Some(self.observers.remove(at).1);
            }
        }
        None
    }

    /// Puts an observer where there is none.
    pub(crate) fn insert(&mut self, slot: Slot, def: ObserverDef<S>) {
        let mut at = self.observers.len();
        while at > 0 && slot < self.observers[at - 1].0 {
            at -= 1;
        }
        self.observers.insert(at, (slot, def));
    }

    /// All of them, in the order of their slots.
    pub(crate) fn all(&self) -> &[(Slot, ObserverDef<S>)] {
        &self.observers
    }

    /// All of them, changed.
    pub(crate) fn map<S2>(
        self,
        change: impl Fn(Slot, ObserverDef<S>) -> ObserverDef<S2>,
    ) -> Observers<S2> {
        let mut changed = Observers { observers: Vec::with_capacity(self.observers.len()) };
        for (slot, def) in self.observers {
            changed.observers.push((slot, change(slot, def)));
        }
        changed
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
    /// The observer once the state is known.
    pub(crate) fn with_state<S2>(self, state: &Arc<S>) -> ObserverDef<S2> {
        let layers = |layers: Vec<LayerDef<S>>| {
            layers.into_iter().map(|layer| layer.with_state(state)).collect()
        };
        ObserverDef {
            outer: layers(self.outer),
            filters: self.filters,
            inner: layers(self.inner),
            routes: self.routes.into_iter().map(|route| route.with_state(state)).collect(),
            fallback: self.fallback.map(|route| route.with_state(state)),
        }
    }

    /// Whether nothing was registered.
    pub(crate) fn is_empty(&self) -> bool {
        self.outer.is_empty() && self.is_transparent()
    }

    /// Whether nothing stands inside its outer layers: what it observes passes them
    /// alone.
    pub(crate) fn is_transparent(&self) -> bool {
        self.filters.is_empty() && self.inner.is_empty() && !self.has_handlers()
    }

    /// Whether it has a handler.
    pub(crate) fn has_handlers(&self) -> bool {
        !self.routes.is_empty() || self.fallback.is_some()
    }
}

impl<S: Send + Sync + 'static> RouteDef<S> {
    fn with_state<S2>(self, state: &Arc<S>) -> RouteDef<S2> {
        let (build, state) = (self.build, Arc::clone(state));
        RouteDef {
            filters: self.filters,
            info: self.info,
            place: self.place,
            build: Box::new(move |_| build(&state)),
        }
    }
}
