//! Explanations: which handler would handle an update, and why each other one would not.
//!
//! In: an update; out: the steps that a dispatch would take. Filters are called; layers, handlers
//! and asynchronous filters are not.

use std::{fmt, sync::Arc};

use chappe_types::Update;

use crate::{
    catch_panic::{attempt, discard},
    dispatcher::dispatcher::Dispatcher,
    engine::{self, Candidates, Entry, Program, Route, Scope, Walk},
    extensions::Extensions,
    filter::{self, BoxFilter, Checked},
    request::{Parts, Request},
    route_info::RouteInfo,
};

/// Which handler would handle an update, and why each other one would not.
///
/// Its `Display` prints a line for each step.
#[derive(Clone, Debug)]
pub struct Explanation {
    steps: Vec<Step>,
    matched: Option<usize>,
}

/// One step of an [`Explanation`], in the order of the dispatcher.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Step {
    /// Layers, by name. They are not called: they could end or change the event, or store a value.
    /// The later steps assume that they forward the event as it is.
    Layers(Vec<String>),
    /// The filters of an observer. Its routes are reached only if they pass.
    Filters {
        /// Their names.
        filters: Vec<String>,
        /// Their result.
        verdict: Verdict,
    },
    /// A nested router that has an `update` observer or error observers.
    Router(String),
    /// A handler.
    Handler {
        /// The handler and its route.
        route: RouteInfo,
        /// The result of its filters.
        verdict: Verdict,
    },
}

/// The result of filters.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// All filters pass.
    Passes,
    /// The filter of this name declines.
    No(String),
    /// The result of the filter of this name is not known: it is asynchronous, or it requires
    /// a value that a layer may store.
    Unknown(String),
    /// The filter of this name fails with this message, which fails the update.
    Fails(String, String),
    /// An earlier handler would handle the event.
    NotReached,
}

impl Explanation {
    pub(crate) fn of(dispatcher: &Dispatcher, update: &Update) -> Self {
        let mut parts = Request::from(update.clone()).into_parts();
        parts.shared = Some(Arc::clone(&dispatcher.shared));
        let mut explainer = Explainer {
            update,
            values: Vec::new(),
            is_layered: false,
            is_taken: false,
            explanation: Self { steps: Vec::new(), matched: None },
        };
        explainer.entry(&dispatcher.compiled.tree.entry, parts);
        // The destructors of values that filters have stored may panic.
        let _ = discard(explainer.values);
        explainer.explanation
    }

    /// Returns the steps in order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Returns the handler that would be called, according to the filters.
    pub fn handler(&self) -> Option<&RouteInfo> {
        match self.steps.get(self.matched?)? {
            Step::Handler { route, .. } => Some(route),
            _ => None,
        }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            match step {
                Step::Layers(layers) => {
                    writeln!(
                        f,
                        "layers {}: may end or change the event, or store values",
                        layers.join(", ")
                    )?;
                }
                Step::Filters { filters, verdict } => {
                    writeln!(f, "filters {}: {verdict}", filters.join(", "))?;
                }
                Step::Router(router) => writeln!(f, "router {router}")?,
                Step::Handler { route, verdict } => {
                    let (handler, router) = (route.handler(), route.router());
                    writeln!(f, "{handler} ({router}, {}): {verdict}", route.observer())?;
                }
            }
        }
        match self.handler() {
            Some(route) => writeln!(f, "=> {}", route.handler()),
            None => writeln!(f, "=> unhandled"),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passes => f.write_str("matches"),
            Self::No(filter) => write!(f, "no, {filter}"),
            Self::Unknown(filter) => {
                write!(f, "unknown, {filter} is asynchronous or requires a value of a layer")
            }
            Self::Fails(filter, error) => write!(f, "fails, {filter}: {error}"),
            Self::NotReached => f.write_str("not reached"),
        }
    }
}

/// Explains one program after another.
struct Explainer<'u> {
    update: &'u Update,
    /// The values of all steps. They are dropped together at the end, where panics are caught.
    values: Vec<Extensions>,
    /// Whether an enclosing layer could have stored a value.
    is_layered: bool,
    /// Whether a handler handles the update, or a filter fails it.
    is_taken: bool,
    explanation: Explanation,
}

impl Explainer<'_> {
    /// Explains outer layers and the routes inside of them.
    fn entry(&mut self, entry: &Entry, parts: Box<Parts>) {
        self.nested(&entry.layers, &entry.scope, parts);
    }

    fn nested(&mut self, layers: &[String], scope: &Scope, parts: Box<Parts>) {
        let is_layered = self.is_layered;
        if !layers.is_empty() {
            self.is_layered = true;
            self.explanation.steps.push(Step::Layers(layers.to_vec()));
        }
        if let Some(program) = scope.program(&self.update.kind) {
            self.program(program, parts);
        }
        self.is_layered = is_layered;
    }

    fn program(&mut self, program: &Program, mut parts: Box<Parts>) {
        let mut walk = Walk::new(program, Candidates::All);
        loop {
            self.values.push(parts.values.clone());
            let Some(step) = walk.next(&mut parts.values) else { break };
            let (checked, verdict) = self.check(step.filters(), &parts);
            match step {
                engine::Step::Route(route) => self.route(route, verdict),
                engine::Step::Guard { filters, length, .. } => {
                    if matches!(verdict, Verdict::No(_) | Verdict::Fails(..)) {
                        walk.skip_guarded(*length);
                    } else {
                        walk.enter_guard(*length, parts.values.clone());
                        parts.values = checked;
                    }
                    let filters = filters.iter().map(|filter| filter.info.name.clone()).collect();
                    self.explanation.steps.push(Step::Filters { filters, verdict });
                }
                engine::Step::Layers { scope, layers, .. } => {
                    self.nested(layers, scope, parts.clone());
                }
                engine::Step::Subrouter(subrouter) => {
                    let name = subrouter.name.to_string();
                    self.explanation.steps.push(Step::Router(name));
                    self.entry(&subrouter.entry, parts.clone());
                }
            }
        }
    }

    fn route(&mut self, route: &Route, verdict: Verdict) {
        let steps = &mut self.explanation.steps;
        if verdict == Verdict::Passes {
            if !route.layers.is_empty() {
                steps.push(Step::Layers(route.layers.to_vec()));
            }
            self.explanation.matched = Some(steps.len());
            self.is_taken = true;
        }
        steps.push(Step::Handler { route: route.info.clone(), verdict });
    }

    /// Calls filters. Returns the values as the filters left them, and their verdict.
    fn check(&mut self, filters: &[BoxFilter], parts: &Parts) -> (Extensions, Verdict) {
        let mut parts = Box::new(parts.clone());
        if self.is_taken {
            return (parts.values, Verdict::NotReached);
        }
        for filter in filters {
            let name = filter.info.name.clone();
            let result = match attempt(|| filter.check(parts)) {
                Ok(Checked::Now(checked, verdict)) => verdict.map(|verdict| (checked, verdict)),
                // Not polled: the filter itself is not called.
                Ok(Checked::Later(checked, _)) => {
                    return (checked.values, Verdict::Unknown(name));
                }
                Err(panicked) => Err(panicked),
            };
            let verdict;
            (parts, verdict) = match result {
                Ok(checked) => checked,
                Err(error) => {
                    self.is_taken = true;
                    let text = attempt(|| error.to_string());
                    let text = text.unwrap_or_else(|panicked| panicked.to_string());
                    let _ = discard(error);
                    return (Extensions::default(), Verdict::Fails(name, text));
                }
            };
            self.values.push(parts.values.clone());
            match verdict {
                filter::Verdict::Passed => {}
                filter::Verdict::Missed if self.is_layered => {
                    return (parts.values, Verdict::Unknown(name));
                }
                filter::Verdict::Missed | filter::Verdict::Declined => {
                    return (parts.values, Verdict::No(name));
                }
            }
        }
        (parts.values, Verdict::Passes)
    }
}
