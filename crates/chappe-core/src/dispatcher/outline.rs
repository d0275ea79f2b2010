//! What a tree looks like: taken from the routers before they are compiled, for
//! checks and descriptions.

use std::panic::Location;

use crate::{
    extract::Requirement,
    filter::{BoxFilter, Selector},
    names::short_name,
    router::{ObserverDef, RouteDef, RouterDef, Slot},
};

/// One router.
pub(crate) struct RouterOutline {
    pub(crate) name: String,
    /// The names from the root, joined by `/`.
    pub(crate) path: String,
    pub(crate) place: &'static Location<'static>,
    pub(crate) has_stages: bool,
    pub(crate) observers: Vec<ObserverOutline>,
    pub(crate) children: Vec<Self>,
}

/// One observer of a router.
pub(crate) struct ObserverOutline {
    pub(crate) slot: Slot,
    pub(crate) outer: Vec<String>,
    pub(crate) filters: Vec<FilterOutline>,
    pub(crate) inner: Vec<String>,
    pub(crate) routes: Vec<RouteOutline>,
    pub(crate) fallback: Option<RouteOutline>,
}

/// One handler and its filters.
pub(crate) struct RouteOutline {
    pub(crate) handler: &'static str,
    pub(crate) place: &'static Location<'static>,
    pub(crate) filters: Vec<FilterOutline>,
    pub(crate) requires: Vec<Requirement>,
}

/// One filter.
pub(crate) struct FilterOutline {
    pub(crate) name: String,
    pub(crate) selector: Selector,
    pub(crate) is_pure: bool,
    pub(crate) problem: Option<String>,
}

impl RouterOutline {
    pub(crate) fn of(def: &RouterDef<()>, above: &str) -> Self {
        let path =
            if above.is_empty() { def.name.to_string() } else { format!("{above}/{}", def.name) };
        Self {
            name: def.name.to_string(),
            place: def.place,
            has_stages: !def.stages.is_empty(),
            observers: def
                .observers
                .iter()
                .filter(|(_, observer)| !observer.is_empty())
                .map(|(slot, observer)| ObserverOutline::of(*slot, observer))
                .collect(),
            children: def.children.iter().map(|child| Self::of(child, &path)).collect(),
            path,
        }
    }

    pub(crate) fn observer(&self, slot: Slot) -> Option<&ObserverOutline> {
        self.observers.iter().find(|observer| observer.slot == slot)
    }

    /// Whether this router or one nested in it handles such events.
    pub(crate) fn handles(&self, slot: Slot) -> bool {
        self.observer(slot).is_some_and(ObserverOutline::has_handlers)
            || self.children.iter().any(|child| child.handles(slot))
    }
}

impl ObserverOutline {
    fn of(slot: Slot, def: &ObserverDef<()>) -> Self {
        let names = |layers: &[crate::middleware::LayerDef<()>]| {
            layers.iter().map(|layer| layer.name.clone()).collect()
        };
        Self {
            slot,
            outer: names(&def.outer),
            filters: filters(&def.filters),
            inner: names(&def.inner),
            routes: def.routes.iter().map(RouteOutline::of).collect(),
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
            handler: def.info.name,
            place: def.place,
            filters: filters(&def.filters),
            requires: def.info.requires.clone(),
        }
    }

    #[inline]
    pub(crate) fn short_handler(&self) -> String {
        short_name(self.handler)
    }
}

fn filters(filters: &[BoxFilter]) -> Vec<FilterOutline> {
    filters
        .iter()
        .map(|filter| FilterOutline {
            name: filter.name.clone(),
            selector: filter.selector.clone(),
            is_pure: filter.is_pure,
            problem: filter.problem.clone(),
        })
        .collect()
}
