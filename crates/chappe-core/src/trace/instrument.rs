//! Makes all of a router tree note what it does.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    filter::BoxFilter,
    middleware::LayerDef,
    names::short_name,
    router::{ObserverDef, RouteDef, RouterDef, Slot},
    trace::{Place, StepKind, traced_handler::TracedHandler, traced_stack::TracedStack},
};

/// Wraps each layer, filter and handler of a tree in one that notes what it
/// does; but for stages, which become layers only when the tree is compiled.
pub(crate) fn instrument(mut def: RouterDef<()>, above: &str) -> RouterDef<()> {
    let path = match above {
        "" => def.name.to_string(),
        above => format!("{above}/{}", def.name),
    };
    let router: Arc<str> = path.as_str().into();
    let observers = std::mem::take(&mut def.observers);
    def.observers = observers
        .into_iter()
        .map(|(slot, observed)| (slot, observer(observed, &router, slot)))
        .collect::<BTreeMap<_, _>>();
    def.children = def.children.into_iter().map(|child| instrument(child, &path)).collect();
    def
}

/// A layer that notes what it does.
pub(crate) fn layer(def: LayerDef<()>, router: &Arc<str>, slot: Slot) -> LayerDef<()> {
    let place = Arc::new(place(StepKind::Layer, &def.name, router, slot));
    let build = def.build;
    LayerDef {
        name: def.name,
        build: Box::new(move |state, next| {
            Arc::new(TracedStack { stack: build(state, next), place })
        }),
    }
}

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

fn place(kind: StepKind, name: &str, router: &Arc<str>, slot: Slot) -> Place {
    Place { kind, name: name.into(), router: Arc::clone(router), observer: slot.name() }
}
