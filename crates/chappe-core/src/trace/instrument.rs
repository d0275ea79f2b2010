//! Wraps the parts of a router tree in types that record steps.

use std::sync::Arc;

use crate::{
    filter::FilterDef,
    middleware::LayerDef,
    router::{ObserverDef, RouteDef, RouterDef, Slot},
    trace::{
        StepKind, StepLocation, traced_filter::TracedFilter, traced_handler::TracedHandler,
        traced_layer::TracedLayer,
    },
};

/// Makes each layer, filter and handler of a tree record a step. Stages are not included:
/// they become layers when the tree is compiled.
pub(crate) fn trace_tree(mut def: RouterDef<()>, above: &str) -> RouterDef<()> {
    let path = match above {
        "" => def.name.to_string(),
        above => format!("{above}/{}", def.name),
    };
    let router: Arc<str> = path.as_str().into();
    let observers = std::mem::take(&mut def.observers);
    def.observers = observers.map(|slot, observed| observer(observed, &router, slot));
    def.children = def.children.into_iter().map(|child| trace_tree(child, &path)).collect();
    def
}

/// Makes a layer record a step.
pub(crate) fn trace_layer(def: LayerDef<()>, router: &Arc<str>, slot: Slot) -> LayerDef<()> {
    let location = Arc::new(location(StepKind::Layer, &def.name, router, slot));
    let build = def.build;
    LayerDef {
        name: def.name,
        requires: def.requires,
        is_transparent: def.is_transparent,
        build: Box::new(move |state, next| {
            let location = Arc::clone(&location);
            Arc::new(TracedLayer { service: build(state, next), location })
        }),
    }
}

fn observer(def: ObserverDef<()>, router: &Arc<str>, slot: Slot) -> ObserverDef<()> {
    let layers = |layers: Vec<LayerDef<()>>| {
        layers.into_iter().map(|def| trace_layer(def, router, slot)).collect()
    };
    let state = Arc::new(());
    let filters = |filters: Vec<FilterDef<()>>| {
        let traced = |filter: FilterDef<()>| {
            let location = location(StepKind::Filter, &filter.info.name, router, slot);
            filter.wrap(&state, |filter| TracedFilter { filter, location })
        };
        filters.into_iter().map(traced).collect()
    };
    let route = |def: RouteDef<()>| {
        let location = location(StepKind::Handler, &def.name, router, slot);
        let build = def.build;
        RouteDef {
            name: def.name,
            filters: filters(def.filters),
            info: def.info,
            location: def.location,
            layers: layers(def.layers),
            build: Box::new(move |state| {
                Box::new(TracedHandler { handler: build(state), location })
            }),
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

fn location(kind: StepKind, name: &str, router: &Arc<str>, slot: Slot) -> StepLocation {
    StepLocation { kind, name: name.into(), router: Arc::clone(router), observer: slot.name() }
}
