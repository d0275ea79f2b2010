//! A router tree as flat lists of steps, one a kind of event.

use std::sync::Arc;

use chappe_types::{UpdateKind, UpdateType};

use crate::{
    engine::{boundary::Boundary, index::Index, route::Route, stack::Stack},
    filter::BoxFilter,
};

/// The kinds of update, and one place for the unknown ones.
pub(crate) const KINDS: usize = UpdateType::ALL.len() + 1;

/// Where the programs for a kind of update stand.
pub(crate) fn kind_index(kind: &UpdateKind) -> usize {
    kind.update_type().map_or(KINDS - 1, UpdateType::index)
}

/// Routes that are tried in order; what outer layers enclose.
pub(crate) struct Scope {
    programs: Programs,
}

pub(crate) enum Programs {
    /// The same whatever the update is; `None` if nothing could match.
    One(Option<Arc<Program>>),
    /// One for each kind of update; `None` where nothing could match.
    ByKind(Box<[Option<Arc<Program>>; KINDS]>),
}

impl Scope {
    pub(crate) fn new(programs: Programs) -> Self {
        Self { programs }
    }

    /// The steps for a kind of update, if there are any.
    pub(crate) fn peek(&self, kind: &UpdateKind) -> Option<&Arc<Program>> {
        match &self.programs {
            Programs::One(program) => program.as_ref(),
            Programs::ByKind(programs) => programs[kind_index(kind)].as_ref(),
        }
    }
}

/// Steps in the order in which they are tried.
pub(crate) struct Program {
    pub(crate) steps: Vec<Step>,
    pub(crate) index: Option<Index>,
}

/// One thing to try.
pub(crate) enum Step {
    /// A handler behind filters.
    Route(Arc<Route>),
    /// Filters before the `length` steps that follow: an observer's own.
    Gate { filters: Arc<Vec<BoxFilter>>, stores: bool, length: usize },
    /// Layers around more routes.
    Enter { stack: Arc<dyn Stack>, inside: Arc<Scope>, layers: Arc<Vec<String>> },
    /// A nested router with observers of its own for updates or errors.
    Boundary(Arc<Boundary>),
}

impl Program {
    /// Links steps; `None` if there are none.
    pub(crate) fn link(steps: Vec<Step>, with_index: bool) -> Option<Arc<Self>> {
        if steps.is_empty() {
            return None;
        }
        let index = if with_index { Index::of(&steps) } else { None };
        Some(Arc::new(Self { steps, index }))
    }
}

impl Step {
    /// Whether its filters could store values.
    pub(crate) fn stores(&self) -> bool {
        match self {
            Self::Route(route) => route.stores,
            Self::Gate { stores, .. } => *stores,
            Self::Enter { .. } | Self::Boundary(_) => false,
        }
    }
}

impl Clone for Step {
    fn clone(&self) -> Self {
        match self {
            Self::Route(route) => Self::Route(Arc::clone(route)),
            Self::Gate { filters, stores, length } => {
                Self::Gate { filters: Arc::clone(filters), stores: *stores, length: *length }
            }
            Self::Enter { stack, inside, layers } => Self::Enter {
                stack: Arc::clone(stack),
                inside: Arc::clone(inside),
                layers: Arc::clone(layers),
            },
            Self::Boundary(boundary) => Self::Boundary(Arc::clone(boundary)),
        }
    }
}
