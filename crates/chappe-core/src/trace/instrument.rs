//! Makes all of a router tree note what it does.
//!
//! All of it is `#[inline]`: it is compiled where somebody wants a trace, and most
//! bots want none.

use std::sync::Arc;

use crate::{
    filter::BoxFilter,
    middleware::LayerDef,
    names::short_name,
    router::{ObserverDef, RouteDef, RouterDef, Slot},
    trace::{Place, StepKind, traced_handler::TracedHandler, traced_stack::TracedStack},
};

/// How a tree is made to note what it does: pointers, so that a tree that is not
/// has no part of it.
#[derive(Clone, Copy)]
pub(crate) struct Instruments {
    pub(crate) tree: fn(RouterDef<()>, &str) -> RouterDef<()>,
    /// For a layer that the compiler of the tree makes.
    pub(crate) layer: fn(LayerDef<()>, &Arc<str>, Slot) -> LayerDef<()>,
}

impl Instruments {
    #[inline]
    pub(crate) fn new() -> Self {
        Self { tree: instrument, layer }
    }
}

/// Wraps each layer, filter and handler of a tree in one that notes what it
/// does; but for stages, which become layers only when the tree is compiled.
#[inline]
fn instrument(mut def: RouterDef<()>, above: &str) -> RouterDef<()> {
    let path = match above {
        "" => def.name.to_string(),
        above => format!("{above}/{}", def.name),
    };
    let router: Arc<str> = path.as_str().into();
    let observers = std::mem::take(&mut def.observers);
    def.observers = observers.map(|slot, observed| observer(observed, &router, slot));
    def.children = def.children.into_iter().map(|child| instrument(child, &path)).collect();
    def
}

/// A layer that notes what it does.
#[inline]
fn layer(def: LayerDef<()>, router: &Arc<str>, slot: Slot) -> LayerDef<()> {
    let place = Arc::new(place(StepKind::Layer, &def.name, router, slot));
    let build = def.build;
    LayerDef {
        name: def.name,
        requires: def.requires,
        build: Box::new(move |state, next| {
            Arc::new(TracedStack { stack: build(state, next), place })
        }),
    }
}

#[inline]
fn observer(def: ObserverDef<()>, router: &Arc<str>, slot: Slot) -> ObserverDef<()> {
    let layers = |layers: Vec<LayerDef<()>>| {
        layers.into_iter().map(|def| layer(def, router, slot)).collect()
    };
    let filters = |filters: Vec<BoxFilter>| {
        let traced = |filter: BoxFilter| {
            let place = place(StepKind::Filter, &filter.name, router, slot);
            filter.traced(place)
        };
        filters.into_iter().map(traced).collect()
    };
    let route = |def: RouteDef<()>| {
        let place = place(StepKind::Handler, &short_name(def.info.name), router, slot);
        let build = def.build;
        RouteDef {
            filters: filters(def.filters),
            info: def.info,
            place: def.place,
            build: Box::new(move |state| Box::new(TracedHandler { handler: build(state), place })),
        }
    };
    ObserverDef {
        outer: layers(def.outer),
        filters: filters(def.filters),
        inner: layers(def.inner),
        routes: def.routes.into_iter().map(route).collect(),
        fallback: def.fallback.map(route),
    }
}

#[inline]
fn place(kind: StepKind, name: &str, router: &Arc<str>, slot: Slot) -> Place {
    Place { kind, name: name.into(), router: Arc::clone(router), observer: slot.name() }
}
