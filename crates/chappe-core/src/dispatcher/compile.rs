//! Compiles a router tree into programs.
//!
//! In: the description of a router, with its states bound; out: a [`Tree`], and its routes by
//! number. Each `Layer::layer` is called here, once. For a router `r` and a kind of update `E`:
//!
//! ```text
//! service(r, E)  = outer[r,E]( filters[r,E] → routes[r,E] → nested routers → fallback[r,E] )
//! service(r)     = update.outer[r]( filters[r] → update.inner[r]( routes[r] → service(r, E) → fallback[r] ) )
//! ```
//!
//! If `r` is nested and has no outer layers for `E`, the steps of `service(r, E)` are inlined into
//! the program of the router around it. A nested router with an `update` observer or an error
//! observer is one step, a [`Subrouter`].
//!
//! Loops rather than iterator chains: see “Compile time” in docs/ARCHITECTURE.md.

use std::{cmp::Ordering, panic::Location, sync::Arc};

use chappe_types::UpdateType;

use crate::{
    catch_panic::attempt,
    engine::{
        Continuation, Entry, KINDS, LayerService, Program, Route, RouteId, Routes, Scope, Step,
        Subrouter,
    },
    filter::{BoxFilter, build_all},
    middleware::LayerDef,
    route_info::RouteInfo,
    router::{Callback, ObserverDef, RouteDef, RouterDef, Slot},
    stages::{Around, DynStages},
};

/// A compiled tree.
pub(crate) struct Tree {
    pub(crate) entry: Entry,
    pub(crate) errors: Option<Continuation>,
    /// The tree without the root's `update` observer: one program for each kind of update.
    pub(crate) split: Continuation,
    /// The kinds of update that have a handler, sorted by name.
    pub(crate) used: Vec<UpdateType>,
    /// The used kinds, and those whose observers have outer layers, sorted by name.
    pub(crate) allowed: Vec<UpdateType>,
    pub(crate) startup: Vec<Callback>,
    /// In the order of startup.
    pub(crate) shutdown: Vec<Callback>,
}

/// A list of steps for each kind of update, and one for unknown kinds.
type Steps = Vec<Vec<Step>>;

/// Inner layers from the root down, and their names.
#[derive(Clone, Default)]
struct Inner {
    stacks: Arc<Vec<Arc<dyn LayerService>>>,
    names: Arc<Vec<String>>,
}

/// The properties that a router inherits from the routers around it.
struct Above {
    path: String,
    location: &'static Location<'static>,
    /// One for each kind of update.
    inner: Vec<Inner>,
    /// The inner layers of error observers.
    errors: Inner,
    /// The error observers that a failure of a handler is offered to, the innermost first.
    outwards: Arc<Vec<Continuation>>,
}

/// Functions that wrap the parts of a tree, so that they record the steps of a trace.
#[derive(Clone, Copy)]
pub(crate) struct Instruments {
    pub(crate) tree: fn(RouterDef<()>, &str) -> RouterDef<()>,
    /// Wraps a layer that the compiler creates: a stage.
    pub(crate) layer: fn(LayerDef<()>, &Arc<str>, Slot) -> LayerDef<()>,
}

/// The position of layers in the tree, for errors.
#[derive(Clone, Copy)]
struct Position<'a> {
    router: &'a Above,
    slot: Slot,
    /// `outer`, `inner`, or the handler.
    side: &'a str,
}

struct Compiler {
    /// The layers that panicked when they were applied.
    mistakes: Vec<String>,
    with_index: bool,
    instruments: Option<Instruments>,
    routes: Routes,
    used: Vec<UpdateType>,
    allowed: Vec<UpdateType>,
    startup: Vec<Callback>,
    shutdown: Vec<Callback>,
}

/// # Errors
///
/// Returns the layers that panicked when they were applied.
pub(crate) fn compile(
    mut def: RouterDef<()>,
    with_index: bool,
    instruments: Option<Instruments>,
) -> Result<(Tree, Routes), Vec<String>> {
    if let Some(instruments) = instruments {
        def = (instruments.tree)(def, "");
    }
    let mut compiler = Compiler {
        mistakes: Vec::new(),
        // The index would leave filters out of the trace.
        with_index: with_index && instruments.is_none(),
        instruments,
        routes: Routes::default(),
        used: Vec::new(),
        allowed: Vec::new(),
        startup: Vec::new(),
        shutdown: Vec::new(),
    };
    let mut above = Above {
        path: String::new(),
        location: def.location,
        inner: Vec::new(),
        errors: Inner::default(),
        outwards: Arc::default(),
    };
    for _ in &UpdateType::ALL {
        above.inner.push(Inner::default());
    }
    let mut update = def.observers.remove(Slot::Update).unwrap_or_default();
    for stages in &tree_stages(&def) {
        let slot = Slot::Update;
        update.outer.push(compiler.stage(stages, Around::Update, &def.name, slot));
        update.inner.push(compiler.stage(stages, Around::Split, &def.name, slot));
    }
    let (below, steps, errors) = compiler.contents(def, &above);
    let is_transparent = update.is_transparent();
    let split = if is_transparent { None } else { Some(compiler.scope_by_kind(steps.clone())) };
    let entry = compiler.around(update, steps, &below);
    let split = Continuation::Scope(split.unwrap_or_else(|| Arc::clone(&entry.scope)));
    let tree = Tree {
        entry,
        errors,
        split,
        used: compiler.used,
        allowed: compiler.allowed,
        startup: compiler.startup,
        shutdown: compiler.shutdown,
    };
    if compiler.mistakes.is_empty() { Ok((tree, compiler.routes)) } else { Err(compiler.mistakes) }
}

/// Returns the stages of all routers, parents before children.
fn tree_stages(def: &RouterDef<()>) -> Vec<Arc<dyn DynStages>> {
    let mut stages = Vec::new();
    for own in &def.stages {
        stages.push(Arc::clone(own));
    }
    for child in &def.children {
        stages.append(&mut tree_stages(child));
    }
    stages
}

/// Returns an empty list of steps for each kind of update.
fn no_steps() -> Steps {
    let mut steps = Vec::with_capacity(KINDS);
    for _ in 0..KINDS {
        steps.push(Vec::new());
    }
    steps
}

impl Compiler {
    /// Compiles a nested router to steps for each kind of update.
    fn nested(&mut self, mut def: RouterDef<()>, above: &Above) -> Steps {
        let update = def.observers.remove(Slot::Update).filter(|def| !def.is_empty());
        let name: Arc<str> = def.name.as_ref().into();
        let (below, steps, errors) = self.contents(def, above);
        if update.is_none() && errors.is_none() {
            return steps;
        }
        // An `update` observer sees every kind of update; error observers need only the kinds
        // that have steps.
        let mut observed = [true; KINDS];
        if update.is_none() {
            for kind in 0..KINDS {
                observed[kind] = !steps[kind].is_empty();
            }
        }
        let entry = self.around(update.unwrap_or_default(), steps, &below);
        let subrouter = Arc::new(Subrouter { entry, errors, name });
        let mut steps = no_steps();
        for kind in 0..KINDS {
            if observed[kind] {
                steps[kind].push(Step::Subrouter(Arc::clone(&subrouter)));
            }
        }
        steps
    }

    /// Compiles all of a router except its `update` observer. Returns what its nested routers
    /// inherit, its steps, and its error observer.
    fn contents(
        &mut self,
        mut def: RouterDef<()>,
        above: &Above,
    ) -> (Above, Steps, Option<Continuation>) {
        let state = Arc::new(());
        for callback in def.startup {
            self.startup.push((callback.build)(&state));
        }
        for callback in def.shutdown {
            self.shutdown.push((callback.build)(&state));
        }
        let mut below = Above {
            path: match &*above.path {
                "" => def.name.to_string(),
                path => format!("{path}/{}", def.name),
            },
            location: def.location,
            inner: Vec::with_capacity(above.inner.len()),
            errors: above.errors.clone(),
            outwards: Arc::clone(&above.outwards),
        };
        let mut observers = Vec::with_capacity(KINDS);
        for kind in &UpdateType::ALL {
            let slot = Slot::Event(*kind);
            let mut observer = def.observers.remove(slot).unwrap_or_default();
            // Before the layers of stages are added: a stage alone requests no kind of update.
            if observer.has_handlers() {
                insert_sorted(&mut self.used, *kind);
            }
            if observer.has_handlers() || !observer.outer.is_empty() {
                insert_sorted(&mut self.allowed, *kind);
            }
            for stages in &def.stages {
                observer.outer.push(self.stage(stages, Around::Router, &below.path, slot));
                observer.inner.push(self.stage(stages, Around::Handler, &below.path, slot));
            }
            let own = std::mem::take(&mut observer.inner);
            let position = Position { router: &below, slot, side: "inner" };
            let inner = self.inner(&above.inner[kind.index()], own, position);
            below.inner.push(inner);
            observers.push(observer);
        }
        let errors = def.observers.remove(Slot::Error).unwrap_or_default();
        // Before its own observer is added to `outwards`: errors of its error handlers are offered
        // to the routers around it only.
        let errors = self.errors(errors, &mut below);
        if let Some(errors) = &errors {
            let mut outwards = vec![errors.clone()];
            for outer in &*above.outwards {
                outwards.push(outer.clone());
            }
            below.outwards = Arc::new(outwards);
        }
        let mut steps = no_steps();
        for child in def.children {
            let mut nested = self.nested(child, &below);
            for kind in 0..KINDS {
                steps[kind].append(&mut nested[kind]);
            }
        }
        for kind in &UpdateType::ALL {
            let observer = std::mem::take(&mut observers[kind.index()]);
            let steps = &mut steps[kind.index()];
            let inside = std::mem::take(steps);
            *steps = self.observer(Slot::Event(*kind), observer, inside, &below);
        }
        (below, steps, errors)
    }

    /// Compiles an observer of one kind of update, or of errors. `inside` are the steps of nested
    /// routers.
    fn observer(
        &mut self,
        slot: Slot,
        def: ObserverDef<()>,
        mut inside: Vec<Step>,
        at: &Above,
    ) -> Vec<Step> {
        let inner = match slot {
            Slot::Event(kind) => &at.inner[kind.index()],
            Slot::Update | Slot::Error => &at.errors,
        };
        let mut steps = Vec::new();
        for route in def.routes {
            steps.push(self.route(route, slot, at, inner));
        }
        steps.append(&mut inside);
        if let Some(fallback) = def.fallback {
            steps.push(self.route(fallback, slot, at, inner));
        }
        let steps = guarded(&Arc::new(build_all(def.filters)), steps);
        if def.outer.is_empty() {
            return steps;
        }
        let layers = Arc::new(names(&def.outer));
        let program = Program::new(steps, self.with_index);
        let scope = Arc::new(Scope::One(program));
        let position = Position { router: at, slot, side: "outer" };
        match self.fold(def.outer, Continuation::Scope(Arc::clone(&scope)), position) {
            Continuation::Layer(service) => vec![Step::Layers { service, scope, layers }],
            Continuation::Scope(_) | Continuation::Route(_) => Vec::new(),
        }
    }

    /// Compiles a router's error observer. The inner layers of the error observers around it wrap
    /// its handlers too.
    fn errors(&mut self, mut def: ObserverDef<()>, below: &mut Above) -> Option<Continuation> {
        let own = std::mem::take(&mut def.inner);
        let position = Position { router: below, slot: Slot::Error, side: "inner" };
        below.errors = self.inner(&below.errors, own, position);
        if def.is_empty() {
            return None;
        }
        let outer = std::mem::take(&mut def.outer);
        let steps = self.observer(Slot::Error, def, Vec::new(), below);
        let program = Program::new(steps, self.with_index);
        let scope = Arc::new(Scope::One(program));
        let position = Position { router: below, slot: Slot::Error, side: "outer" };
        Some(self.fold(outer, Continuation::Scope(scope), position))
    }

    /// Compiles an `update` observer around the steps of its router.
    fn around(&mut self, def: ObserverDef<()>, mut steps: Steps, at: &Above) -> Entry {
        let none = Inner::default();
        let mut routes = Vec::new();
        for route in def.routes {
            routes.push(self.route(route, Slot::Update, at, &none));
        }
        let fallback = def.fallback.map(|route| self.route(route, Slot::Update, at, &none));
        for steps in &mut steps {
            let mut inside = std::mem::take(steps);
            for route in &routes {
                steps.push(route.clone());
            }
            steps.append(&mut inside);
            if let Some(fallback) = &fallback {
                steps.push(fallback.clone());
            }
        }
        if !def.inner.is_empty() {
            let inside = self.scope_by_kind(steps);
            let layers = Arc::new(names(&def.inner));
            steps = no_steps();
            let position = Position { router: at, slot: Slot::Update, side: "inner" };
            let innermost = Continuation::Scope(Arc::clone(&inside));
            if let Continuation::Layer(service) = self.fold(def.inner, innermost, position) {
                let enter = Step::Layers { service, scope: inside, layers };
                for steps in &mut steps {
                    steps.push(enter.clone());
                }
            }
        }
        let filters = Arc::new(build_all(def.filters));
        for steps in &mut steps {
            *steps = guarded(&filters, std::mem::take(steps));
        }
        let scope = self.scope_by_kind(steps);
        let layers = Arc::new(names(&def.outer));
        let position = Position { router: at, slot: Slot::Update, side: "outer" };
        let innermost = Continuation::Scope(Arc::clone(&scope));
        let outermost = self.fold(def.outer, innermost, position);
        Entry { outermost, layers, scope }
    }

    /// Compiles a handler and its filters.
    fn route(&mut self, mut def: RouteDef<()>, slot: Slot, at: &Above, inner: &Inner) -> Step {
        let side = format!("`{}` ({}),", def.name, def.location);
        let position = Position { router: at, slot, side: &side };
        // The handler's own layers are inside the inner layers of all observers.
        let inner = self.inner(inner, std::mem::take(&mut def.layers), position);
        Step::Route(self.routes.add(|id| new_route(id, def, slot, at, inner)))
    }

    /// Converts a stage into a layer.
    fn stage(
        &self,
        stages: &Arc<dyn DynStages>,
        around: Around,
        path: &str,
        slot: Slot,
    ) -> LayerDef<()> {
        let layer = Arc::clone(stages).layer(around);
        match self.instruments {
            Some(instruments) => (instruments.layer)(layer, &path.into(), slot),
            None => layer,
        }
    }

    /// Applies layers, the last first, so that the first added is the outermost.
    fn fold(
        &mut self,
        mut layers: Vec<LayerDef<()>>,
        innermost: Continuation,
        position: Position<'_>,
    ) -> Continuation {
        let state = Arc::new(());
        let mut inner = innermost;
        while let Some(layer) = layers.pop() {
            let (build, next) = (layer.build, inner.clone());
            match attempt(|| build(&state, next)) {
                Ok(service) => inner = Continuation::Layer(service),
                Err(panicked) => {
                    self.mistakes.push(position.mistake(&layer.name, &panicked.to_string()));
                }
            }
        }
        inner
    }

    /// Returns inner layers with those of a nested router or of a handler inside.
    fn inner(&mut self, outer: &Inner, own: Vec<LayerDef<()>>, position: Position<'_>) -> Inner {
        if own.is_empty() {
            return outer.clone();
        }
        let mut all = Vec::with_capacity(outer.names.len() + own.len());
        for name in &*outer.names {
            all.push(name.clone());
        }
        all.append(&mut names(&own));
        let innermost = Continuation::Route(outer.stacks.len() + 1);
        let Continuation::Layer(service) = self.fold(own, innermost, position) else {
            return outer.clone();
        };
        let mut stacks = Vec::with_capacity(outer.stacks.len() + 1);
        for stack in &*outer.stacks {
            stacks.push(Arc::clone(stack));
        }
        stacks.push(service);
        Inner { stacks: Arc::new(stacks), names: Arc::new(all) }
    }

    fn scope_by_kind(&self, mut steps: Steps) -> Arc<Scope> {
        let mut programs = [const { None }; KINDS];
        for kind in 0..KINDS {
            programs[kind] = Program::new(std::mem::take(&mut steps[kind]), self.with_index);
        }
        Arc::new(Scope::ByKind(Box::new(programs)))
    }
}

impl Position<'_> {
    /// The mistake of a layer that panicked when it was applied.
    fn mistake(self, layer: &str, panicked: &str) -> String {
        let Above { path, location, .. } = self.router;
        let (slot, side) = (self.slot.name(), self.side);
        // Layers have no other way to report that they require a runtime.
        let remedy = if panicked.to_lowercase().contains("runtime") {
            ": the layer requires an asynchronous runtime, so build the dispatcher inside one, for example in a function with `#[tokio::main]` or `#[tokio::test]`"
        } else {
            ""
        };
        format!("router `{path}` ({location}), `{slot}`, {side} layer `{layer}` {panicked}{remedy}")
    }
}

/// Adds a kind of update to a list that is sorted by name.
fn insert_sorted(kinds: &mut Vec<UpdateType>, kind: UpdateType) {
    let mut at = 0;
    for known in &*kinds {
        match known.as_str().cmp(kind.as_str()) {
            Ordering::Less => at += 1,
            Ordering::Equal => return,
            Ordering::Greater => break,
        }
    }
    kinds.insert(at, kind);
}

/// Puts the filters of an observer before its steps.
fn guarded(filters: &Arc<Vec<BoxFilter>>, mut steps: Vec<Step>) -> Vec<Step> {
    let stores = stores(filters);
    let is_needless = steps.is_empty() && !stores;
    if !filters.is_empty() && !is_needless {
        let length = steps.len();
        let guard = Step::Guard { filters: Arc::clone(filters), stores, length };
        let mut guarded = Vec::with_capacity(1 + length);
        guarded.push(guard);
        guarded.append(&mut steps);
        return guarded;
    }
    steps
}

/// Whether one of these filters could store a value.
fn stores(filters: &[BoxFilter]) -> bool {
    filters.iter().any(|filter| !filter.info.is_pure)
}

/// The names of layers.
fn names(layers: &[LayerDef<()>]) -> Vec<String> {
    let mut names = Vec::with_capacity(layers.len());
    for layer in layers {
        names.push(layer.name.clone());
    }
    names
}

fn new_route(id: RouteId, def: RouteDef<()>, slot: Slot, at: &Above, inner: Inner) -> Route {
    let filters = build_all(def.filters);
    Route {
        id,
        info: RouteInfo {
            router: at.path.as_str().into(),
            observer: slot.name(),
            handler: def.name,
            flags: def.info.flags,
        },
        stores: stores(&filters),
        filters,
        inner: inner.stacks,
        layers: inner.names,
        errors: Arc::clone(&at.outwards),
        handler: (def.build)(&Arc::new(())),
    }
}
