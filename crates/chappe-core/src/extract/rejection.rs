//! Rejections of extractors, and the values that extractors require.

use std::{any::TypeId, error::Error, fmt};

use crate::control_flow::Skip;

/// The rejection of an event that lacks the extracted data: the dispatcher tries the next route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    what: &'static str,
}

impl Missing {
    /// Creates the rejection of an event without `what`.
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

/// A value that an extractor requires in the request or in the dispatcher.
#[derive(Clone, Debug)]
pub struct Requirement {
    pub(crate) id: TypeId,
    pub(crate) what: &'static str,
    pub(crate) remedy: String,
    pub(crate) is_from_source: bool,
}

impl Requirement {
    /// Requires a stored value of type `T`. `remedy` explains how to provide one; it is part of the
    /// error if the value is missing.
    pub fn value<T: 'static>(remedy: impl Into<String>) -> Self {
        Self {
            id: TypeId::of::<T>(),
            what: std::any::type_name::<T>(),
            remedy: remedy.into(),
            is_from_source: false,
        }
    }

    /// The requirements of all arguments.
    pub(crate) fn all_of(arguments: &[fn() -> Vec<Self>]) -> Vec<Self> {
        let mut requires = Vec::new();
        for argument in arguments {
            requires.append(&mut argument());
        }
        requires
    }

    /// Requires a value of type `T` that the source of updates provides, for example the bot. A
    /// dispatcher can be built without it;
    /// [`Dispatcher::check_source`](crate::Dispatcher::check_source) checks for it.
    pub fn from_source<T: 'static>(remedy: impl Into<String>) -> Self {
        Self { is_from_source: true, ..Self::value::<T>(remedy) }
    }
}
