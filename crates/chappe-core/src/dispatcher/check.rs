//! Checks of a tree before it is compiled.

use std::any::TypeId;

use chappe_types::UpdateType;

use crate::{
    dispatcher::outline::{FilterOutline, ObserverOutline, RouteOutline, RouterOutline},
    request::Shared,
    router::Slot,
};

/// What the checks found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Findings {
    /// What keeps the dispatcher from being built.
    pub(crate) mistakes: Vec<String>,
    /// What may be meant.
    pub(crate) warnings: Vec<String>,
    /// What the source of updates has to give.
    pub(crate) wanted: Vec<Wanted>,
}

/// A value that the source of updates has to give.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) id: TypeId,
    /// Who needs it, and what to do about it.
    pub(crate) mistake: String,
}

pub(crate) fn check(root: &RouterOutline, shared: &Shared, expected: &[TypeId]) -> Findings {
    let mut findings = Findings::default();
    duplicate_names(root, &mut Vec::new(), &mut findings);
    let mut walk = Walk { slot: Slot::Update, shared, expected, findings: &mut findings };
    for kind in &UpdateType::ALL {
        walk.root(root, Slot::Event(*kind));
    }
    walk.root(root, Slot::Update);
    walk.root(root, Slot::Error);
    findings
}

fn duplicate_names<'a>(
    router: &'a RouterOutline,
    seen: &mut Vec<&'a RouterOutline>,
    findings: &mut Findings,
) {
    if let Some(first) = seen.iter().rfind(|first| first.name == router.name) {
        findings.mistakes.push(format!(
            "router `{}` ({}) has the name of router `{}` ({}): give each router a name of its own",
            router.path, router.place, first.path, first.place,
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
    shared: &'a Shared,
    expected: &'a [TypeId],
    findings: &'a mut Findings,
}

impl Walk<'_> {
    fn root(&mut self, root: &RouterOutline, slot: Slot) {
        self.slot = slot;
        // Stages stand inside the root; its error observers are outside of them.
        let stores = slot != Slot::Error && root.any_stages();
        self.router(root, stores, &mut Vec::new());
    }

    /// `stores`: whether what stands around the router may have stored a value.
    /// `earlier`: the routes that are tried before, whatever happens.
    fn router<'r>(
        &mut self,
        router: &'r RouterOutline,
        stores: bool,
        earlier: &mut Vec<(&'r RouterOutline, &'r RouteOutline)>,
    ) {
        let known = earlier.len();
        let own = router.observer(self.slot);
        let update = router.observer(Slot::Update);
        let own_stores = own.is_some_and(ObserverOutline::may_store);
        let update_stores = update.is_some_and(ObserverOutline::may_store);
        // Error observers get the values from before their router.
        let stores_here = stores || own_stores || (self.slot != Slot::Error && update_stores);
        if let Some(observer) = own {
            self.filters(router, None, &observer.filters);
            for route in &observer.routes {
                self.route(router, route, stores_here);
                self.shadowed(router, route, earlier);
                earlier.push((router, route));
            }
            if let Some(fallback) = &observer.fallback {
                self.route(router, fallback, stores_here);
            }
            self.covers_nothing(router, observer);
        }
        // A nested router's update and error observers stand inside the outer
        // layers of whichever event it was.
        let event_stores = |observer: &ObserverOutline| {
            matches!(observer.slot, Slot::Event(_)) && observer.may_store()
        };
        // Of a router's error observer, only the inner layers stand around the error
        // handlers of nested routers.
        let own_stores_below = match self.slot {
            Slot::Error => own.is_some_and(|own| !own.inner.is_empty()),
            Slot::Update | Slot::Event(_) => own_stores,
        };
        let stores_below = stores
            || own_stores_below
            || update_stores
            || router.any_stages()
            || (matches!(self.slot, Slot::Update | Slot::Error)
                && router.observers.iter().any(event_stores));
        for child in &router.children {
            self.router(child, stores_below, earlier);
        }
        if let Some(fallback) = own.and_then(|own| own.fallback.as_ref()) {
            earlier.push((router, fallback));
        }
        // What stands behind filters or layers is not tried whatever happens.
        let is_open =
            own.is_none_or(ObserverOutline::is_open) && update.is_none_or(ObserverOutline::is_open);
        if !is_open || self.slot == Slot::Error {
            earlier.truncate(known);
        }
    }

    fn route(&mut self, router: &RouterOutline, route: &RouteOutline, stores: bool) {
        self.filters(router, Some(route), &route.filters);
        let stores = stores || route.filters.iter().any(|filter| !filter.is_pure);
        for need in &route.requires {
            if self.expected.contains(&need.id) {
                continue;
            }
            let place = self.place(router, Some(route));
            if need.is_from_source {
                let mistake =
                    format!("{place} needs a value of type `{}`: {}", need.what, need.remedy);
                self.findings.wanted.push(Wanted { id: need.id, mistake });
                continue;
            }
            if stores || self.shared.values.get(need.id).is_some() {
                continue;
            }
            let hidden = match self.slot {
                Slot::Error => router.stores(),
                Slot::Update | Slot::Event(_) => Vec::new(),
            };
            let why = if hidden.is_empty() {
                format!("no layer or filter on its way could store one: {}", need.remedy)
            } else {
                format!(
                    "an error observer gets the values as they were when the event entered its router, so none that the router itself stores ({}): move the observer one router down, to a nested router with the handlers whose failures it takes, or give the value to all with `Dispatcher::builder(…).extension(…)`",
                    hidden.join(", "),
                )
            };
            self.findings
                .mistakes
                .push(format!("{place} needs a value of type `{}`, and {why}", need.what));
        }
    }

    fn filters(
        &mut self,
        router: &RouterOutline,
        route: Option<&RouteOutline>,
        filters: &[FilterOutline],
    ) {
        for filter in filters {
            let said = |what: &str| {
                format!("{}, filter {}: {what}", self.place(router, route), filter.name)
            };
            let (problem, warning) = (filter.problem.as_deref(), filter.warning.as_deref());
            let (problem, warning) = (problem.map(said), warning.map(said));
            self.findings.mistakes.extend(problem);
            self.findings.warnings.extend(warning);
        }
    }

    fn shadowed(
        &mut self,
        router: &RouterOutline,
        route: &RouteOutline,
        earlier: &[(&RouterOutline, &RouteOutline)],
    ) {
        let Some((other, shadow)) = earlier.iter().find(|(_, earlier)| earlier.shadows(route))
        else {
            return;
        };
        let warning = format!(
            "{} may never run, because {} comes before it and takes the same events: swap them, or narrow the earlier one's filters",
            self.place(router, Some(route)),
            self.place(other, Some(shadow)),
        );
        self.findings.warnings.push(warning);
    }

    fn covers_nothing(&mut self, router: &RouterOutline, observer: &ObserverOutline) {
        if self.slot == Slot::Update || router.handles(self.slot) {
            return;
        }
        // Outer layers run whatever matches.
        for layer in &observer.inner {
            let place = self.place(router, None);
            self.findings.warnings.push(format!(
                "{place}: the layer `{layer}` covers no handler: add one, or drop the layer"
            ));
        }
    }

    fn place(&self, router: &RouterOutline, route: Option<&RouteOutline>) -> String {
        let observer = self.slot.name();
        match route {
            Some(route) => format!(
                "router `{}`, `{observer}`, handler `{}` ({})",
                router.path, route.handler, route.place
            ),
            None => format!("router `{}` ({}), `{observer}`", router.path, router.place),
        }
    }
}

impl RouterOutline {
    fn any_stages(&self) -> bool {
        self.has_stages || self.children.iter().any(Self::any_stages)
    }

    /// What of the router may store values for its handlers, but not for those of its
    /// error observer.
    fn stores(&self) -> Vec<String> {
        let mut names = Vec::new();
        for observer in &self.observers {
            if observer.slot == Slot::Error {
                continue;
            }
            let filters = observer.filters.iter().filter(|filter| !filter.is_pure);
            let filters = filters.map(|filter| &filter.name);
            for name in observer.outer.iter().chain(&observer.inner).chain(filters) {
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
    /// Whether what stands around the handlers may store values.
    fn may_store(&self) -> bool {
        !self.outer.is_empty()
            || !self.inner.is_empty()
            || self.filters.iter().any(|filter| !filter.is_pure)
    }
}

impl ObserverOutline {
    /// Whether each event that reaches the router reaches its handlers.
    fn is_open(&self) -> bool {
        self.filters.is_empty() && self.outer.is_empty()
    }
}

impl RouteOutline {
    /// Whether what `other` takes is taken by this one before.
    fn shadows(&self, other: &Self) -> bool {
        match &*self.filters {
            [] => true,
            [filter] => match filter.selector.as_keys() {
                Some(keys) => other.filters.first().is_some_and(|other| {
                    let others = other.selector.as_keys();
                    let covered = |other| keys.iter().any(|key| key.covers(other));
                    others.is_some_and(|others| others.iter().all(covered))
                }),
                None => false,
            },
            _ => false,
        }
    }
}
