//! Compiles a router tree into programs and stacks.
//!
//! Each `Layer::layer` is called here, once. What comes out:
//!
//! ```text
//! (r, E)   = outer[r,E]( own filters → handlers → nested routers → fallback )
//! r        = update.outer[r]( own filters → update.inner[r]( handlers → (r, E) → fallback ) )
//! ```
//!
//! A nested `(r, E)` without outer layers needs no place of its own: its steps
//! stand among its parent's.

use std::{array, collections::BTreeSet, sync::Arc};

use chappe_types::UpdateType;

use crate::{
    engine::{
        Boundary, KINDS, Program, Programs, Route, RouteId, Routes, Scope, Stack, Step, Target,
    },
    filter::BoxFilter,
    middleware::LayerDef,
    router::{CallbackFuture, ObserverDef, RouteDef, RouteInfo, RouterDef, Slot},
    stages::{self, Around, DynStages},
    trace::Instruments,
};

/// A compiled tree.
pub(crate) struct Tree {
    pub(crate) root: Target,
    pub(crate) errors: Option<Target>,
    /// The names of the layers around the root, and what they enclose.
    pub(crate) layers: Arc<[String]>,
    pub(crate) scope: Arc<Scope>,
    pub(crate) used: BTreeSet<&'static str>,
    pub(crate) startup: Vec<Callback>,
    /// In the order of startup.
    pub(crate) shutdown: Vec<Callback>,
}

/// A callback with its state.
pub(crate) type Callback = Box<dyn Fn() -> CallbackFuture + Send + Sync>;

/// One list of steps for each kind of update.
type Steps = [Vec<Step>; KINDS];

/// Inner layers from the root down, and their names.
#[derive(Clone, Default)]
struct Inner {
    stacks: Arc<[Arc<dyn Stack>]>,
    names: Arc<[String]>,
}

/// What a router inherits from those above it.
struct Above {
    path: String,
    inner: [Inner; KINDS],
    errors: Inner,
}

struct Compiler {
    with_index: bool,
    traced: Option<Instruments>,
    routes: Routes,
    used: BTreeSet<&'static str>,
    startup: Vec<Callback>,
    shutdown: Vec<Callback>,
}

pub(crate) fn compile(
    mut def: RouterDef<()>,
    with_index: bool,
    traced: Option<Instruments>,
) -> (Tree, Routes) {
    if let Some(instruments) = traced {
        def = (instruments.tree)(def, "");
    }
    let mut compiler = Compiler {
        // A look into the index would leave filters out of the trace.
        with_index: with_index && traced.is_none(),
        traced,
        routes: Routes::default(),
        used: BTreeSet::new(),
        startup: Vec::new(),
        shutdown: Vec::new(),
    };
    let above = Above {
        path: String::new(),
        inner: array::from_fn(|_| Inner::default()),
        errors: Inner::default(),
    };
    let mut update = def.observers.remove(&Slot::Update).unwrap_or_default();
    for stages in tree_stages(&def) {
        let slot = Slot::Update;
        update.outer.push(compiler.stage(&stages, Around::Update, &def.name, slot));
        update.inner.push(compiler.stage(&stages, Around::Split, &def.name, slot));
    }
    let (below, steps, errors) = compiler.contents(def, &above);
    let (root, scope, layers) = compiler.around(update, steps, &below);
    let tree = Tree {
        root,
        errors,
        layers,
        scope,
        used: compiler.used,
        startup: compiler.startup,
        shutdown: compiler.shutdown,
    };
    (tree, compiler.routes)
}

/// The stages of all routers, parents before children.
fn tree_stages(def: &RouterDef<()>) -> Vec<Arc<dyn DynStages>> {
    let mut stages = def.stages.clone();
    stages.extend(def.children.iter().flat_map(tree_stages));
    stages
}

impl Compiler {
    /// A nested router: its steps for each kind of update.
    fn nested(&mut self, mut def: RouterDef<()>, above: &Above) -> Steps {
        let update = def.observers.remove(&Slot::Update).filter(|def| !def.is_empty());
        let router: Arc<str> = def.name.as_ref().into();
        let (below, steps, errors) = self.contents(def, above);
        if update.is_none() && errors.is_none() {
            return steps;
        }
        // An update observer notices every update; error observers alone do
        // not, where nothing could fail.
        let noticed: [bool; KINDS] =
            array::from_fn(|kind| update.is_some() || !steps[kind].is_empty());
        let (inside, scope, layers) = self.around(update.unwrap_or_default(), steps, &below);
        let boundary = Arc::new(Boundary { inside, errors, router, scope, layers });
        noticed.map(
            |noticed| {
                if noticed { vec![Step::Boundary(Arc::clone(&boundary))] } else { Vec::new() }
            },
        )
    }

    /// All of a router but its `update` observer.
    fn contents(
        &mut self,
        mut def: RouterDef<()>,
        above: &Above,
    ) -> (Above, Steps, Option<Target>) {
        let state = Arc::new(());
        self.startup.extend(def.startup.drain(..).map(|callback| callback(&state)));
        self.shutdown.extend(def.shutdown.drain(..).map(|callback| callback(&state)));
        let mut below = Above {
            path: match &*above.path {
                "" => def.name.to_string(),
                path => format!("{path}/{}", def.name),
            },
            inner: above.inner.clone(),
            errors: above.errors.clone(),
        };
        let mut observers = UpdateType::ALL.map(|kind| {
            let mut observer = def.observers.remove(&Slot::Event(kind)).unwrap_or_default();
            for stages in &def.stages {
                let slot = Slot::Event(kind);
                observer.outer.push(self.stage(stages, Around::Router, &below.path, slot));
                observer.inner.push(self.stage(stages, Around::Handler, &below.path, slot));
            }
            if observer.has_handlers() {
                self.used.insert(kind.as_str());
            }
            let own = std::mem::take(&mut observer.inner);
            below.inner[kind.index()] = below.inner[kind.index()].with(own);
            observer
        });
        let errors = def.observers.remove(&Slot::Error).unwrap_or_default();
        let errors = self.errors(errors, &mut below);
        let mut children: Steps = array::from_fn(|_| Vec::new());
        for child in def.children {
            for (all, steps) in children.iter_mut().zip(self.nested(child, &below)) {
                all.extend(steps);
            }
        }
        let steps = array::from_fn(|index| {
            let inside = std::mem::take(&mut children[index]);
            match UpdateType::ALL.get(index) {
                Some(kind) => {
                    let observer = std::mem::take(&mut observers[index]);
                    self.observer(Slot::Event(*kind), observer, inside, &below)
                }
                None => inside,
            }
        });
        (below, steps, errors)
    }

    /// An observer of one kind of update, around the steps of nested routers.
    fn observer(
        &mut self,
        slot: Slot,
        def: ObserverDef<()>,
        inside: Vec<Step>,
        at: &Above,
    ) -> Vec<Step> {
        let inner = match slot {
            Slot::Event(kind) => &at.inner[kind.index()],
            Slot::Update | Slot::Error => &at.errors,
        };
        let mut link = |route| self.route(route, slot, &at.path, inner);
        let mut steps: Vec<Step> = def.routes.into_iter().map(&mut link).collect();
        steps.extend(inside);
        steps.extend(def.fallback.map(link));
        let steps = gated(def.filters.into(), steps);
        if def.outer.is_empty() {
            return steps;
        }
        let layers = names(&def.outer);
        let program = Program::link(steps, self.with_index);
        let scope = Arc::new(Scope::new(Programs::One(program)));
        match fold(def.outer, Target::Scope(Arc::clone(&scope))) {
            Target::Stack(stack) => vec![Step::Enter { stack, inside: scope, layers }],
            Target::Scope(_) | Target::Route(_) => Vec::new(),
        }
    }

    /// A router's error observers; those of routers above are not among them,
    /// but their inner layers are around its handlers.
    fn errors(&mut self, mut def: ObserverDef<()>, below: &mut Above) -> Option<Target> {
        below.errors = below.errors.with(std::mem::take(&mut def.inner));
        if def.is_empty() {
            return None;
        }
        let outer = std::mem::take(&mut def.outer);
        let steps = self.observer(Slot::Error, def, Vec::new(), below);
        let program = Program::link(steps, self.with_index);
        let scope = Arc::new(Scope::new(Programs::One(program)));
        Some(fold(outer, Target::Scope(scope)))
    }

    /// An `update` observer around all that a router does with each kind.
    fn around(
        &mut self,
        def: ObserverDef<()>,
        steps: Steps,
        at: &Above,
    ) -> (Target, Arc<Scope>, Arc<[String]>) {
        let none = Inner::default();
        let mut link = |route| self.route(route, Slot::Update, &at.path, &none);
        let routes: Vec<Step> = def.routes.into_iter().map(&mut link).collect();
        let fallback = def.fallback.map(link);
        let mut steps = steps.map(|inside| {
            let mut steps = routes.clone();
            steps.extend(inside);
            steps.extend(fallback.clone());
            steps
        });
        if !def.inner.is_empty() {
            let layers = names(&def.inner);
            let scope = self.scope_by_kind(steps);
            let target = fold(def.inner, Target::Scope(Arc::clone(&scope)));
            steps = array::from_fn(|_| match &target {
                Target::Stack(stack) => vec![Step::Enter {
                    stack: Arc::clone(stack),
                    inside: Arc::clone(&scope),
                    layers: Arc::clone(&layers),
                }],
                Target::Scope(_) | Target::Route(_) => Vec::new(),
            });
        }
        let filters: Arc<[BoxFilter]> = def.filters.into();
        let scope = self.scope_by_kind(steps.map(|steps| gated(Arc::clone(&filters), steps)));
        let layers = names(&def.outer);
        (fold(def.outer, Target::Scope(Arc::clone(&scope))), scope, layers)
    }

    /// A handler behind its filters.
    fn route(&mut self, def: RouteDef<()>, slot: Slot, path: &str, inner: &Inner) -> Step {
        Step::Route(self.routes.add(|id| link(id, def, slot, path, inner)))
    }

    /// A stage as a layer.
    fn stage(
        &self,
        stages: &Arc<dyn DynStages>,
        around: Around,
        path: &str,
        slot: Slot,
    ) -> LayerDef<()> {
        let layer = stages::layer(Arc::clone(stages), around);
        match self.traced {
            Some(instruments) => (instruments.layer)(layer, &path.into(), slot),
            None => layer,
        }
    }

    fn scope_by_kind(&self, steps: Steps) -> Arc<Scope> {
        let programs = steps.map(|steps| Program::link(steps, self.with_index));
        Arc::new(Scope::new(Programs::ByKind(Box::new(programs))))
    }
}

/// Puts an observer's own filters before its steps.
fn gated(filters: Arc<[BoxFilter]>, mut steps: Vec<Step>) -> Vec<Step> {
    let is_needless = steps.is_empty() && filters.iter().all(|filter| filter.is_pure);
    if !filters.is_empty() && !is_needless {
        let length = steps.len();
        let stores = stores(&filters);
        steps.insert(0, Step::Gate { filters, stores, length });
    }
    steps
}

/// Applies layers, the last first, so that the first added is the outermost.
fn fold(layers: Vec<LayerDef<()>>, leaf: Target) -> Target {
    let state = Arc::new(());
    layers.into_iter().rev().fold(leaf, |next, layer| Target::Stack((layer.build)(&state, next)))
}

impl Inner {
    /// These layers and, inside of them, a router's own.
    fn with(&self, own: Vec<LayerDef<()>>) -> Self {
        let names = self.names.iter().cloned().chain(own.iter().map(|layer| layer.name.clone()));
        let names = names.collect();
        match fold(own, Target::Route(self.stacks.len() + 1)) {
            Target::Stack(stack) => {
                Self { stacks: self.stacks.iter().cloned().chain([stack]).collect(), names }
            }
            Target::Scope(_) | Target::Route(_) => self.clone(),
        }
    }
}

/// Whether one of these filters could store a value.
fn stores(filters: &[BoxFilter]) -> bool {
    filters.iter().any(|filter| !filter.is_pure)
}

fn names(layers: &[LayerDef<()>]) -> Arc<[String]> {
    layers.iter().map(|layer| layer.name.clone()).collect()
}

fn link(id: RouteId, def: RouteDef<()>, slot: Slot, path: &str, inner: &Inner) -> Route {
    Route {
        id,
        info: RouteInfo {
            router: path.into(),
            observer: slot.name(),
            handler: def.info.name,
            flags: def.info.flags,
        },
        stores: stores(&def.filters),
        filters: def.filters.into(),
        inner: Arc::clone(&inner.stacks),
        layers: Arc::clone(&inner.names),
        handler: (def.build)(&Arc::new(())),
    }
}
