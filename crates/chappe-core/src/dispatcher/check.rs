//! The checks of a tree before it is compiled.

use std::any::TypeId;

use chappe_types::UpdateType;

use crate::{
    dispatcher::{
        data_types::DataTypes,
        outline::{CallbackOutline, LayerOutline, ObserverOutline, RouteOutline, RouterOutline},
        shadow::{Located, shadows},
    },
    extract::Requirement,
    filter::FilterInfo,
    names::located,
    request::Shared,
    router::Slot,
};

/// The findings of the checks.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Findings {
    /// Errors: the dispatcher is not built.
    pub(crate) mistakes: Vec<String>,
    /// Warnings: they may be intended.
    pub(crate) warnings: Vec<String>,
    /// The values that the source of updates must provide.
    pub(crate) source_values: Vec<SourceValue>,
}

/// A value that the source of updates must provide.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SourceValue {
    pub(crate) id: TypeId,
    /// The error if it is missing: what requires it, and the remedy.
    pub(crate) mistake: String,
}

pub(crate) fn check(root: &RouterOutline, shared: &Shared, expected: &[TypeId]) -> Findings {
    let mut findings = Findings::default();
    duplicate_names(root, &mut Vec::new(), &mut findings);
    let staged = root.any_stages();
    let slot = Slot::Update;
    let data_types = DataTypes::default();
    let mut walk = Walk { slot, staged, shared, expected, data_types, findings: &mut findings };
    for kind in &UpdateType::ALL {
        walk.root(root, Slot::Event(*kind));
    }
    walk.root(root, Slot::Update);
    walk.root(root, Slot::Error);
    walk.callbacks(root);
    findings
}

fn duplicate_names<'a>(
    router: &'a RouterOutline,
    seen: &mut Vec<&'a RouterOutline>,
    findings: &mut Findings,
) {
    if let Some(first) = seen.iter().rfind(|first| first.name == router.name) {
        findings.mistakes.push(format!(
            "router `{}` ({}) has the same name as router `{}` ({}): give each router a unique name",
            router.path, router.location, first.path, first.location,
        ));
    }
    seen.push(router);
    for child in &router.children {
        duplicate_names(child, seen, findings);
    }
}

/// A walk over the observers of one slot.
struct Walk<'a> {
    slot: Slot,
    /// Whether a router of the tree has stages: their update hooks are layers inside the root's
    /// `update` layers, around everything else.
    staged: bool,
    shared: &'a Shared,
    expected: &'a [TypeId],
    /// The types of callback data that the filters so far read.
    data_types: DataTypes,
    findings: &'a mut Findings,
}

/// The layers and filters around a router, or around its routes.
#[derive(Clone, Default)]
struct Around<'r> {
    /// Whether a layer or filter may have stored a value before.
    stores: bool,
    /// The inner layers around each route, the outermost first.
    inner: Vec<(&'r RouterOutline, &'r LayerOutline)>,
}

impl Walk<'_> {
    fn root(&mut self, root: &RouterOutline, slot: Slot) {
        self.slot = slot;
        self.router(root, &Around::default(), &mut Vec::new());
    }

    /// `earlier`: the routes that are always tried before.
    fn router<'r>(
        &mut self,
        router: &'r RouterOutline,
        around: &Around<'r>,
        earlier: &mut Vec<Located<'r>>,
    ) {
        let known = earlier.len();
        let own = router.observer(self.slot);
        let update = router.observer(Slot::Update);
        let update_stores = update.is_some_and(ObserverOutline::may_store);
        let mut here = around.clone();
        // Error observers receive the values from before their router.
        if matches!(self.slot, Slot::Event(_)) {
            here.stores |= update_stores || self.staged;
            // The routes of an `update` observer are tried before the split.
            for route in update.into_iter().flat_map(|update| &update.routes) {
                earlier.push(Located { slot: Slot::Update, router, route });
            }
        }
        if let Some(observer) = own {
            self.observer(router, observer, &mut here);
            for route in &observer.routes {
                self.route(router, route, &here);
                let located = Located { slot: self.slot, router, route };
                self.shadowed(located, earlier);
                earlier.push(located);
            }
            if let Some(fallback) = &observer.fallback {
                self.route(router, fallback, &here);
            }
            self.covers_nothing(router, observer);
        }
        // The update and error observers of a nested router are inside the outer layers of the
        // event's observer, whichever it is.
        let event_stores = |observer: &ObserverOutline| {
            matches!(observer.slot, Slot::Event(_)) && observer.may_store()
        };
        let mut below = here;
        if self.slot == Slot::Error {
            // Only the inner layers of an error observer wrap the error handlers of nested
            // routers.
            below.stores = around.stores;
        }
        below.stores |= update_stores || router.any_stages();
        if matches!(self.slot, Slot::Update | Slot::Error) {
            below.stores |= router.observers.iter().any(event_stores);
        }
        for child in &router.children {
            match self.slot {
                // A nested error observer sees failures before those around it.
                Slot::Error => self.router(child, &below, &mut Vec::new()),
                Slot::Update | Slot::Event(_) => self.router(child, &below, earlier),
            }
        }
        if let Some(fallback) = own.and_then(|own| own.fallback.as_ref()) {
            let located = Located { slot: self.slot, router, route: fallback };
            self.shadowed(located, earlier);
            earlier.push(located);
        }
        // Routes behind filters or layers are not always tried.
        let is_open =
            own.is_none_or(ObserverOutline::is_open) && update.is_none_or(ObserverOutline::is_open);
        if !is_open || self.slot == Slot::Error {
            earlier.truncate(known);
        }
    }

    /// Checks the layers and filters of an observer and adds them to those around its routes.
    fn observer<'r>(
        &mut self,
        router: &'r RouterOutline,
        observer: &'r ObserverOutline,
        around: &mut Around<'r>,
    ) {
        for layer in &observer.outer {
            self.layer(router, "outer", layer, around.stores);
            around.stores = true;
        }
        around.stores = self.filters(router, None, &observer.filters, around.stores);
        match self.slot {
            // The inner layers wrap all routes together.
            Slot::Update => {
                around.stores |= self.staged;
                for layer in &observer.inner {
                    self.layer(router, "inner", layer, around.stores);
                    around.stores = true;
                }
            }
            Slot::Event(_) | Slot::Error => {
                for layer in &observer.inner {
                    around.inner.push((router, layer));
                }
            }
        }
    }

    fn route<'r>(
        &mut self,
        router: &'r RouterOutline,
        route: &'r RouteOutline,
        around: &Around<'r>,
    ) {
        let mut stores = self.filters(router, Some(route), &route.filters, around.stores);
        for (router, layer) in &around.inner {
            self.layer(router, "inner", layer, stores);
            stores = true;
        }
        let location = self.location(router, Some(route));
        for layer in &route.layers {
            let location = format!("{location}, layer `{}`", layer.name);
            self.needs(&location, &layer.requires, stores, &self.hidden(router));
            stores |= !layer.is_transparent;
        }
        self.needs(&location, &route.requires, stores, &self.hidden(router));
    }

    /// Checks a layer. `stores`: whether a value may have been stored outside of it.
    fn layer(&mut self, router: &RouterOutline, side: &str, layer: &LayerOutline, stores: bool) {
        if !layer.requires.is_empty() {
            let location =
                format!("{}, {side} layer `{}`", self.location(router, None), layer.name);
            self.needs(&location, &layer.requires, stores, &self.hidden(router));
        }
    }

    fn needs(&mut self, location: &str, requires: &[Requirement], stores: bool, hidden: &[String]) {
        for need in requires {
            if stores && !need.is_from_source {
                continue;
            }
            let why = if hidden.is_empty() {
                format!("but no layer or filter before it can store one: {}", need.remedy)
            } else {
                format!(
                    "but an error observer sees the values from when the event entered its router, without those that the router itself stores ({}): move the observer to a nested router, together with the handlers whose failures it observes, or store the value for all requests with `Dispatcher::builder(…).extension(…)`",
                    hidden.join(", "),
                )
            };
            self.need(location, need, &why);
        }
    }

    /// Checks a value that only the dispatcher or the source of updates can provide.
    fn need(&mut self, location: &str, need: &Requirement, why: &str) {
        if self.expected.contains(&need.id) {
            return;
        }
        let what = need.what;
        // An inner layer is checked once per route, so duplicates are skipped.
        if need.is_from_source {
            let mistake = format!("{location} needs a value of type `{what}`: {}", need.remedy);
            let value = SourceValue { id: need.id, mistake };
            if !self.findings.source_values.contains(&value) {
                self.findings.source_values.push(value);
            }
        } else if !self.shared.values.contains_key(&need.id) {
            let mistake = format!("{location} needs a value of type `{what}`, {why}");
            if !self.findings.mistakes.contains(&mistake) {
                self.findings.mistakes.push(mistake);
            }
        }
    }

    /// The layers and filters of a router whose values its error observers do not see.
    fn hidden(&self, router: &RouterOutline) -> Vec<String> {
        match self.slot {
            Slot::Error => router.stores(),
            Slot::Update | Slot::Event(_) => Vec::new(),
        }
    }

    fn callbacks(&mut self, router: &RouterOutline) {
        for callback in &router.callbacks {
            let CallbackOutline { hook, name, location, requires } = callback;
            let callback = located(name, location);
            let location = format!("router `{}`, `{hook}`, callback {callback}", router.path);
            for need in requires {
                let why = format!("but the dispatcher has none: {}", need.remedy);
                self.need(&location, need, &why);
            }
        }
        for child in &router.children {
            self.callbacks(child);
        }
    }

    /// Checks filters. `stores`: whether a value may have been stored before them. Returns whether
    /// one may have been stored after them.
    fn filters(
        &mut self,
        router: &RouterOutline,
        route: Option<&RouteOutline>,
        filters: &[FilterInfo],
        mut stores: bool,
    ) -> bool {
        for filter in filters {
            let location = || format!("{}, filter {}", self.location(router, route), filter.name);
            let located = |what: &String| format!("{}: {what}", location());
            let problem = filter.problem.as_ref().map(located);
            let warning = filter.warning.as_ref().map(located);
            let data_types = filter.selector.data_types().iter();
            let data_types: Vec<_> = data_types.map(|read| (*read, location())).collect();
            if !filter.requires.is_empty() {
                let location = location();
                self.needs(&location, &filter.requires, stores, &self.hidden(router));
            }
            self.findings.mistakes.extend(problem);
            self.findings.warnings.extend(warning);
            let clashes =
                data_types.into_iter().filter_map(|(read, at)| self.data_types.add(read, at));
            self.findings.mistakes.extend(clashes);
            stores |= !filter.is_pure;
        }
        stores
    }

    /// Warns of a route whose events an earlier one handles.
    fn shadowed(&mut self, later: Located<'_>, earlier: &[Located<'_>]) {
        for shadow in shadows(later, earlier) {
            self.findings.warnings.push(shadow.to_string());
        }
    }

    fn covers_nothing(&mut self, router: &RouterOutline, observer: &ObserverOutline) {
        if self.slot == Slot::Update || router.handles(self.slot) {
            return;
        }
        // Outer layers are called whether a handler matches or not.
        for layer in &observer.inner {
            let location = self.location(router, None);
            self.findings.warnings.push(format!(
                "{location}: the layer `{}` covers no handler: add a handler, or remove the layer",
                layer.name,
            ));
        }
    }

    fn location(&self, router: &RouterOutline, route: Option<&RouteOutline>) -> String {
        if let Some(route) = route {
            return Located { slot: self.slot, router, route }.to_string();
        }
        format!("router `{}` ({}), `{}`", router.path, router.location, self.slot.name())
    }
}

impl RouterOutline {
    fn any_stages(&self) -> bool {
        self.has_stages || self.children.iter().any(Self::any_stages)
    }

    /// The layers and filters of the router that may store values for its handlers, but not for
    /// those of its error observer.
    fn stores(&self) -> Vec<String> {
        let mut names = Vec::new();
        for observer in &self.observers {
            if observer.slot == Slot::Error {
                continue;
            }
            let filters = observer.filters.iter().filter(|filter| !filter.is_pure);
            let filters = filters.map(|filter| &filter.name);
            let layers = observer.outer.iter().chain(&observer.inner).map(|layer| &layer.name);
            for name in layers.chain(filters) {
                names.push(format!("`{name}` of `{}`", observer.slot.name()));
            }
        }
        if self.has_stages {
            names.push("its stages".to_owned());
        }
        names
    }
}

impl ObserverOutline {
    /// Whether the layers and filters around the handlers may store values.
    fn may_store(&self) -> bool {
        !self.outer.is_empty()
            || !self.inner.is_empty()
            || self.filters.iter().any(|filter| !filter.is_pure)
    }
}

impl ObserverOutline {
    /// Whether each event that reaches the router reaches its handlers.
    fn is_open(&self) -> bool {
        self.filters.is_empty() && self.outer.is_empty() && self.inner.is_empty()
    }
}
