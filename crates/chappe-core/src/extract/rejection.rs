//! Why an argument could not be extracted, and what it requires of the tree.

use std::{any::TypeId, error::Error, fmt};

use crate::control_flow::Skip;

/// The event does not have what was asked for; the next route is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    what: &'static str,
}

impl Missing {
    /// The event has no `what`.
    pub fn new(what: &'static str) -> Self {
        Self { what }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the event has no {}", self.what)
    }
}

impl Error for Missing {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&Skip)
    }
}

/// A value that an extractor needs to find in the request, or with the dispatcher.
#[derive(Clone, Debug)]
pub struct Requirement {
    pub(crate) id: TypeId,
    pub(crate) what: &'static str,
    pub(crate) remedy: String,
    pub(crate) is_from_source: bool,
}

impl Requirement {
    /// A stored value of type `T`; `remedy` says how to provide one.
    pub fn value<T: 'static>(remedy: impl Into<String>) -> Self {
        Self {
            id: TypeId::of::<T>(),
            what: std::any::type_name::<T>(),
            remedy: remedy.into(),
            is_from_source: false,
        }
    }

    /// What all of some arguments require.
    pub(crate) fn all_of(arguments: &[fn() -> Vec<Self>]) -> Vec<Self> {
        let mut requires = Vec::new();
        for argument in arguments {
            requires.append(&mut argument());
        }
        requires
    }

    /// A value of type `T` that the source of updates gives: the bot, say. A dispatcher
    /// is built without it; [`Dispatcher::check_source`](crate::Dispatcher::check_source)
    /// tells whether it is there.
    pub fn from_source<T: 'static>(remedy: impl Into<String>) -> Self {
        Self { is_from_source: true, ..Self::value::<T>(remedy) }
    }
}
