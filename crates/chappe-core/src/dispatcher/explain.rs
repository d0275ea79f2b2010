//! Why an update would end up where it would.
//!
//! All of it is `#[inline]`: it is compiled where somebody calls it, and most bots
//! never do.

use std::{fmt, mem, sync::Arc};

use chappe_types::Update;

use crate::{
    catch_panic::{catch, discard, text_of},
    dispatcher::dispatcher::Dispatcher,
    engine::{self, Program, Route, Scope},
    extensions::Extensions,
    filter::{self, BoxFilter},
    names::short_name,
    request::{Parts, Request},
    router::RouteInfo,
};

/// Which handler would take an update, and why each other one would not.
///
/// Shows itself as one line a step.
#[derive(Clone, Debug)]
pub struct Explanation {
    steps: Vec<Step>,
    matched: Option<usize>,
}

/// One step of an [`Explanation`], in the order in which the dispatcher takes
/// them.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Step {
    /// Layers that could stop, change or store something: what follows is as if
    /// they passed the event on as it is.
    Layers(Vec<String>),
    /// The own filters of an observer, before all that follows in it.
    Filters {
        /// Their names.
        filters: Vec<String>,
        /// What they say.
        verdict: Verdict,
    },
    /// A nested router that observes updates or errors of its own.
    Router(String),
    /// A handler.
    Handler {
        /// The handler and where it stands.
        route: RouteInfo,
        /// What its filters say.
        verdict: Verdict,
    },
}

/// What filters say.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// All pass.
    Passes,
    /// The filter of this name says no.
    No(String),
    /// The filter of this name cannot be asked: it has to wait, or needs a
    /// value that a layer may store.
    Unknown(String),
    /// The filter of this name fails, and the update with it.
    Fails(String, String),
    /// Something before it takes the event.
    NotReached,
}

impl Explanation {
    #[inline]
    pub(crate) fn of(dispatcher: &Dispatcher, update: &Update) -> Self {
        let mut parts = Request::from(update.clone()).into_parts();
        parts.shared = Some(Arc::clone(&dispatcher.shared));
        let mut walk =
            Walk { parts, layered: false, taken: false, steps: Vec::new(), matched: None };
        let tree = &dispatcher.tree.tree;
        walk.layers(&tree.layers);
        walk.scope(&tree.scope);
        // What filters stored may panic as it is dropped.
        let _ = discard(walk.parts);
        Self { steps: walk.steps, matched: walk.matched }
    }

    /// The steps in order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The handler that would run, as far as filters tell.
    #[inline]
    pub fn handler(&self) -> Option<&RouteInfo> {
        match self.steps.get(self.matched?)? {
            Step::Handler { route, .. } => Some(route),
            _ => None,
        }
    }
}

impl fmt::Display for Explanation {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            match step {
                Step::Layers(layers) => {
                    writeln!(f, "layers {}: could stop, change or store", layers.join(", "))?;
                }
                Step::Filters { filters, verdict } => {
                    writeln!(f, "filters {}: {verdict}", filters.join(", "))?;
                }
                Step::Router(router) => writeln!(f, "router {router}")?,
                Step::Handler { route, verdict } => {
                    let handler = short_name(route.handler());
                    writeln!(f, "{handler} ({}, {}): {verdict}", route.router(), route.observer())?;
                }
            }
        }
        match self.handler() {
            Some(route) => writeln!(f, "=> {}", short_name(route.handler())),
            None => writeln!(f, "=> unhandled"),
        }
    }
}

impl fmt::Display for Verdict {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passes => f.write_str("matches"),
            Self::No(filter) => write!(f, "no, {filter}"),
            Self::Unknown(filter) => write!(f, "unknown, {filter} cannot be told without running"),
            Self::Fails(filter, error) => write!(f, "fails, {filter}: {error}"),
            Self::NotReached => f.write_str("not reached"),
        }
    }
}

struct Walk {
    parts: Parts,
    /// Whether there is a layer above that could have stored a value.
    layered: bool,
    /// Whether a handler took the event, or a filter failed it.
    taken: bool,
    steps: Vec<Step>,
    matched: Option<usize>,
}

impl Walk {
    #[inline]
    fn layers(&mut self, layers: &[String]) {
        if !layers.is_empty() {
            self.layered = true;
            self.steps.push(Step::Layers(layers.to_vec()));
        }
    }

    #[inline]
    fn scope(&mut self, scope: &Scope) {
        if let Some(program) = scope.peek(&self.parts.update.kind) {
            self.program(&Arc::clone(program));
        }
    }

    #[inline]
    fn program(&mut self, program: &Program) {
        let mut gates: Vec<(usize, Extensions)> = Vec::new();
        let mut at = 0;
        while let Some(step) = program.steps.get(at) {
            while gates.last().is_some_and(|(end, _)| *end <= at) {
                self.restore(gates.pop().map(|(_, values)| values).unwrap_or_default());
            }
            at += 1;
            match step {
                engine::Step::Route(route) => self.route(route),
                engine::Step::Gate { filters, length, .. } => {
                    let outside = self.parts.values.clone();
                    let verdict = self.ask(filters);
                    let is_shut = matches!(verdict, Verdict::No(_) | Verdict::Fails(..));
                    let filters = filters.iter().map(|filter| filter.name.clone()).collect();
                    self.steps.push(Step::Filters { filters, verdict });
                    if is_shut {
                        self.restore(outside);
                        at += length;
                    } else {
                        gates.push((at + length, outside));
                    }
                }
                engine::Step::Enter { inside, layers, .. } => self.nested(layers, inside),
                engine::Step::Boundary(boundary) => {
                    self.steps.push(Step::Router(boundary.router.to_string()));
                    self.nested(&boundary.layers, &boundary.scope);
                }
            }
        }
        while let Some((_, outside)) = gates.pop() {
            self.restore(outside);
        }
    }

    #[inline]
    fn nested(&mut self, layers: &[String], scope: &Arc<Scope>) {
        let layered = self.layered;
        self.layers(layers);
        self.scope(scope);
        self.layered = layered;
    }

    #[inline]
    fn route(&mut self, route: &Route) {
        let before = self.parts.values.clone();
        let verdict = self.ask(&route.filters);
        if verdict == Verdict::Passes && !route.layers.is_empty() {
            self.steps.push(Step::Layers(route.layers.to_vec()));
        }
        self.restore(before);
        if verdict == Verdict::Passes {
            self.matched = Some(self.steps.len());
            self.taken = true;
        }
        self.steps.push(Step::Handler { route: route.info.clone(), verdict });
    }

    #[inline]
    fn restore(&mut self, values: Extensions) {
        let _ = discard(mem::replace(&mut self.parts.values, values));
    }

    #[inline]
    fn ask(&mut self, filters: &[BoxFilter]) -> Verdict {
        if self.taken {
            return Verdict::NotReached;
        }
        for filter in filters {
            let name = filter.name.clone();
            if filter.is_async() {
                return Verdict::Unknown(name);
            }
            let mut verdict = filter::Verdict::No;
            if let Err(error) = catch(&mut || verdict = filter.check(&mut self.parts)) {
                verdict = filter::Verdict::Failed(error);
            }
            match verdict {
                filter::Verdict::Yes => {}
                filter::Verdict::Missed if self.layered => return Verdict::Unknown(name),
                filter::Verdict::No | filter::Verdict::Missed => return Verdict::No(name),
                filter::Verdict::Failed(error) => {
                    self.taken = true;
                    let text = text_of(&error);
                    let _ = discard(error);
                    return Verdict::Fails(name, text);
                }
                filter::Verdict::Later(_) => return Verdict::Unknown(name),
            }
        }
        Verdict::Passes
    }
}
