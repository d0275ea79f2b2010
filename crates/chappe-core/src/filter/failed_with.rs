//! Filters by the error of a failure.

use std::{error::Error, fmt, marker::PhantomData};

use crate::{
    error::BoxError,
    error_event::ErrorEvent,
    filter::{Candidate, Filter},
    names::short_type_name,
};

/// Matches failures whose error, or one of its sources, is an `X`.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// let router = Router::<()>::new("app").error(|e| {
///     e.on(failed_with::<std::io::Error>(), async || reply("the disk failed"))
/// });
/// # let _ = router;
/// ```
pub fn failed_with<X: Error + 'static>() -> FailedWith<X> {
    FailedWith { error: PhantomData }
}

/// Matches failures by type; created by [`failed_with`].
#[must_use = "a filter does nothing until a route uses it"]
pub struct FailedWith<X> {
    error: PhantomData<fn() -> X>,
}

impl<X: Error + 'static> Filter<ErrorEvent> for FailedWith<X> {
    fn check(&self, candidate: &mut Candidate<'_, ErrorEvent>) -> Result<bool, BoxError> {
        Ok(candidate.event().find::<X>().is_some())
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        format!("failed_with::<{}>()", short_type_name::<X>())
    }
}

impl<X> Clone for FailedWith<X> {
    fn clone(&self) -> Self {
        Self { error: PhantomData }
    }
}

impl<X> fmt::Debug for FailedWith<X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FailedWith<{}>", short_type_name::<X>())
    }
}
