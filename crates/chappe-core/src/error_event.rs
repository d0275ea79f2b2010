//! The event that error observers get.

use std::{error::Error, fmt, sync::Arc};

use chappe_types::Update;

use crate::{control_flow, error::BoxError};

/// A failure that left a router, and the update that it happened on.
///
/// A request about it carries the values as they were when the event entered
/// that router; the update's chat, user and ids can be extracted as ever.
#[derive(Debug)]
pub struct ErrorEvent {
    update: Update,
    error: BoxError,
}

impl ErrorEvent {
    /// A failure of `update`.
    pub fn new(update: Update, error: impl Into<BoxError>) -> Self {
        Self { update, error: error.into() }
    }

    /// The update whose handling failed.
    pub fn update(&self) -> &Update {
        &self.update
    }

    /// What it failed with.
    pub fn error(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.error
    }

    /// The first error of type `T` along the sources of the failure, itself
    /// included.
    pub fn find<T: Error + 'static>(&self) -> Option<&T> {
        control_flow::find_error(&*self.error)
    }

    /// Takes the failure back after error observers have seen it.
    pub(crate) fn reclaim(this: Arc<Self>) -> BoxError {
        match Arc::try_unwrap(this) {
            Ok(event) => event.error,
            Err(shared) => Box::new(Kept(shared)),
        }
    }
}

/// A failure that somebody still holds the event of; shows itself as that.
struct Kept(Arc<ErrorEvent>);

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.error.fmt(f)
    }
}

impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.error.fmt(f)
    }
}

impl Error for Kept {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.0.error)
    }
}
