//! The outline of a tree: extracted from the routers before they are compiled, for checks and
//! descriptions.

use std::{panic::Location, sync::Arc};

use crate::{
    extract::Requirement,
    filter::{FilterDef, FilterInfo},
    middleware::LayerDef,
    router::{CallbackDef, ObserverDef, RouteDef, RouterDef, Slot},
};

/// One router.
pub(crate) struct RouterOutline {
    pub(crate) name: String,
    /// The names from the root on, joined by `/`.
    pub(crate) path: String,
    pub(crate) location: &'static Location<'static>,
    pub(crate) has_stages: bool,
    pub(crate) observers: Vec<ObserverOutline>,
    pub(crate) callbacks: Vec<CallbackOutline>,
    pub(crate) children: Vec<Self>,
}

/// One startup or shutdown callback.
pub(crate) struct CallbackOutline {
    /// `startup` or `shutdown`.
    pub(crate) hook: &'static str,
    pub(crate) name: String,
    pub(crate) location: &'static Location<'static>,
    pub(crate) requires: Vec<Requirement>,
}

/// One observer of a router.
pub(crate) struct ObserverOutline {
    pub(crate) slot: Slot,
    pub(crate) outer: Vec<LayerOutline>,
    pub(crate) filters: Vec<FilterInfo>,
    pub(crate) inner: Vec<LayerOutline>,
    pub(crate) routes: Vec<RouteOutline>,
    pub(crate) fallback: Option<RouteOutline>,
}

/// One layer.
pub(crate) struct LayerOutline {
    /// Whether the layer neither stores values nor declines.
    pub(crate) is_transparent: bool,
    pub(crate) name: String,
    pub(crate) requires: Vec<Requirement>,
}

/// One handler and its filters.
pub(crate) struct RouteOutline {
    pub(crate) handler: Arc<str>,
    pub(crate) location: &'static Location<'static>,
    pub(crate) filters: Vec<FilterInfo>,
    /// The handler's own layers.
    pub(crate) layers: Vec<LayerOutline>,
    pub(crate) requires: Vec<Requirement>,
    /// Whether an argument may be rejected with `Skip`.
    pub(crate) may_skip: bool,
}

impl RouterOutline {
    pub(crate) fn of(def: &RouterDef<()>, above: &str) -> Self {
        let path =
            if above.is_empty() { def.name.to_string() } else { format!("{above}/{}", def.name) };
        let mut observers = Vec::new();
        for (slot, observer) in def.observers.all() {
            if !observer.is_empty() {
                observers.push(ObserverOutline::of(*slot, observer));
            }
        }
        let mut callbacks = Vec::new();
        for (hook, defs) in [("startup", &def.startup), ("shutdown", &def.shutdown)] {
            for def in defs {
                callbacks.push(CallbackOutline::of(hook, def));
            }
        }
        let mut children = Vec::with_capacity(def.children.len());
        for child in &def.children {
            children.push(Self::of(child, &path));
        }
        Self {
            name: def.name.to_string(),
            location: def.location,
            has_stages: !def.stages.is_empty(),
            observers,
            callbacks,
            children,
            path,
        }
    }

    pub(crate) fn observer(&self, slot: Slot) -> Option<&ObserverOutline> {
        self.observers.iter().find(|observer| observer.slot == slot)
    }

    /// Whether this router or a nested one has a handler of such events.
    pub(crate) fn handles(&self, slot: Slot) -> bool {
        self.observer(slot).is_some_and(ObserverOutline::has_handlers)
            || self.children.iter().any(|child| child.handles(slot))
    }
}

impl CallbackOutline {
    fn of(hook: &'static str, def: &CallbackDef<()>) -> Self {
        Self {
            hook,
            name: def.name.clone(),
            location: def.location,
            requires: def.requires.clone(),
        }
    }
}

impl ObserverOutline {
    fn of(slot: Slot, def: &ObserverDef<()>) -> Self {
        let mut routes = Vec::with_capacity(def.routes.len());
        for route in &def.routes {
            routes.push(RouteOutline::of(route));
        }
        Self {
            slot,
            outer: layers(&def.outer),
            filters: filters(&def.filters),
            inner: layers(&def.inner),
            routes,
            fallback: def.fallback.as_ref().map(RouteOutline::of),
        }
    }

    pub(crate) fn has_handlers(&self) -> bool {
        !self.routes.is_empty() || self.fallback.is_some()
    }
}

impl RouteOutline {
    fn of(def: &RouteDef<()>) -> Self {
        Self {
            handler: Arc::clone(&def.name),
            location: def.location,
            filters: filters(&def.filters),
            layers: layers(&def.layers),
            requires: def.info.requires.clone(),
            may_skip: def.info.may_skip,
        }
    }
}

fn layers(layers: &[LayerDef<()>]) -> Vec<LayerOutline> {
    let mut outlines = Vec::with_capacity(layers.len());
    for layer in layers {
        outlines.push(LayerOutline {
            is_transparent: layer.is_transparent,
            name: layer.name.clone(),
            requires: layer.requires.clone(),
        });
    }
    outlines
}

fn filters(filters: &[FilterDef<()>]) -> Vec<FilterInfo> {
    let mut infos = Vec::with_capacity(filters.len());
    for filter in filters {
        infos.push(filter.info.clone());
    }
    infos
}
