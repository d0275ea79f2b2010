//! A router tree as flat lists of steps, one list for each kind of update.

use std::sync::Arc;

use chappe_types::{UpdateKind, UpdateType};

use crate::{
    engine::{index::Index, layer_service::LayerService, route::Route, subrouter::Subrouter},
    filter::BoxFilter,
};

/// The number of kinds of update; the last one is for kinds that this version does not know.
pub(crate) const KINDS: usize = UpdateType::ALL.len() + 1;

/// The position of the program for a kind of update.
fn kind_index(kind: &UpdateKind) -> usize {
    kind.update_type().map_or(KINDS - 1, UpdateType::index)
}

/// The routes inside of outer layers.
pub(crate) enum Scope {
    /// The same program for each kind of update; `None` if it has no steps.
    One(Option<Arc<Program>>),
    /// One program for each kind of update; `None` where it has no steps.
    ByKind(Box<[Option<Arc<Program>>; KINDS]>),
}

impl Scope {
    /// Returns the program for a kind of update, if it has steps.
    pub(crate) fn program(&self, kind: &UpdateKind) -> Option<&Arc<Program>> {
        match self {
            Self::One(program) => program.as_ref(),
            Self::ByKind(programs) => programs[kind_index(kind)].as_ref(),
        }
    }
}

/// Steps in the order in which they are tried.
pub(crate) struct Program {
    pub(crate) steps: Vec<Step>,
    pub(crate) index: Option<Index>,
}

/// One step of a program.
#[derive(Clone)]
pub(crate) enum Step {
    /// A handler with filters.
    Route(Arc<Route>),
    /// The filters of an observer, which guard the next `length` steps.
    Guard { filters: Arc<Vec<BoxFilter>>, stores: bool, length: usize },
    /// Outer layers with routes inside of them.
    Layers { service: Arc<dyn LayerService>, scope: Arc<Scope>, layers: Arc<Vec<String>> },
    /// A nested router that has an `update` observer or error observers.
    Subrouter(Arc<Subrouter>),
}

impl Program {
    /// Makes a program of steps; `None` if there are none.
    pub(crate) fn new(steps: Vec<Step>, with_index: bool) -> Option<Arc<Self>> {
        if steps.is_empty() {
            return None;
        }
        let index = if with_index { Index::new(&steps) } else { None };
        Some(Arc::new(Self { steps, index }))
    }
}

impl Step {
    pub(crate) fn filters(&self) -> &[BoxFilter] {
        match self {
            Self::Route(route) => &route.filters,
            Self::Guard { filters, .. } => filters,
            Self::Layers { .. } | Self::Subrouter(_) => &[],
        }
    }

    /// Whether its filters could store values.
    pub(crate) fn stores(&self) -> bool {
        match self {
            Self::Route(route) => route.stores,
            Self::Guard { stores, .. } => *stores,
            Self::Layers { .. } | Self::Subrouter(_) => false,
        }
    }
}
