//! Programs: a router tree as flat lists of steps. Each list is for one kind of update.

use std::sync::Arc;

use chappe_types::{UpdateKind, UpdateType};

use crate::{
    engine::{index::Index, layer_service::LayerService, route::Route, subrouter::Subrouter},
    filter::BoxFilter,
};

/// The number of programs: one for each kind of update, and a last one for updates of an unknown
/// kind.
pub(crate) const KINDS: usize = UpdateType::ALL.len() + 1;

/// The position of the program for a kind of update.
fn kind_index(kind: &UpdateKind) -> usize {
    kind.update_type().map_or(KINDS - 1, UpdateType::index)
}

/// The innermost service of a stack of layers, as programs: an observer's filters and routes, or
/// what the inner layers of an `update` observer wrap.
pub(crate) enum Scope {
    /// One program for all updates that enter the scope; `None` if it has no steps.
    One(Option<Arc<Program>>),
    /// One program for each kind of update; `None` for a kind without steps.
    ByKind(Box<[Option<Arc<Program>>; KINDS]>),
}

impl Scope {
    /// Returns the program for a kind of update, unless it has no steps.
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
    /// The filters of an observer. If they do not pass, the next `length` steps are left out.
    Guard { filters: Arc<Vec<BoxFilter>>, stores: bool, length: usize },
    /// The outer layers of an observer, or the inner layers of an `update` observer, and the scope
    /// inside them. `service` is the outermost layer; `layers` are the names.
    Layers { service: Arc<dyn LayerService>, scope: Arc<Scope>, layers: Arc<Vec<String>> },
    /// A nested router that has an `update` observer or an error observer.
    Subrouter(Arc<Subrouter>),
}

impl Program {
    /// Creates a program. Returns `None` if there are no steps.
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

    /// Whether the filters could store values.
    pub(crate) fn stores(&self) -> bool {
        match self {
            Self::Route(route) => route.stores,
            Self::Guard { stores, .. } => *stores,
            Self::Layers { .. } | Self::Subrouter(_) => false,
        }
    }
}
