//! The event of error observers.

use std::{error::Error, fmt, sync::Arc};

use chappe_types::Update;

use crate::{control_flow, error::BoxError};

/// A failure that left a router, and its update.
///
/// Its request carries the values that were stored when the event entered that router. The chat,
/// the user and the ids of the update can be extracted as usual.
#[derive(Debug)]
pub struct ErrorEvent {
    update: Update,
    error: BoxError,
}

impl ErrorEvent {
    /// Creates the event of a failure of `update`.
    pub fn new(update: Update, error: impl Into<BoxError>) -> Self {
        Self { update, error: error.into() }
    }

    /// Returns the update whose handling failed.
    pub fn update(&self) -> &Update {
        &self.update
    }

    /// Returns the error.
    pub fn error(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.error
    }

    /// Returns the first error of type `T` among the error and its sources.
    pub fn find<T: Error + 'static>(&self) -> Option<&T> {
        control_flow::find_error(&*self.error)
    }

    /// Returns the error after error observers have seen the event.
    pub(crate) fn reclaim(this: Arc<Self>) -> BoxError {
        match Arc::try_unwrap(this) {
            Ok(event) => event.error,
            Err(shared) => Box::new(Kept(shared)),
        }
    }
}

/// An error whose event is still shared; formats as that error.
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
