//! Filters as the engine sees them: without the type of their event.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use crate::{
    control_flow::{Meaning, meaning},
    error::BoxError,
    event_type::EventType,
    filter::{AsyncFilter, Candidate, Filter, Selector},
    request::{Parts, Request},
    trace::{Place, TracedFilter},
};

/// A filter with its types erased, and what is known of it before it runs.
pub(crate) struct BoxFilter {
    check: Check,
    pub(crate) name: String,
    pub(crate) selector: Selector,
    pub(crate) is_pure: bool,
    pub(crate) problem: Option<String>,
    pub(crate) warning: Option<String>,
}

enum Check {
    Now(Box<dyn CheckNow>),
    Later(Box<dyn CheckLater>),
}

/// The answer of an asynchronous filter: the request as it left the filter.
pub(crate) type PendingVerdict =
    Pin<Box<dyn Future<Output = Result<Option<Parts>, BoxError>> + Send>>;

/// What a filter says.
pub(crate) enum Verdict {
    Yes,
    No,
    /// No, but it asked for a value that was not there.
    Missed,
    Failed(BoxError),
    Later(PendingVerdict),
}

impl BoxFilter {
    pub(crate) fn new<E: EventType>(filter: impl Filter<E>) -> Self {
        Self {
            name: filter.name(),
            selector: filter.selector(),
            is_pure: filter.is_pure(),
            problem: filter.problem(),
            warning: filter.warning(),
            check: Check::Now(Box::new(Typed::<_, E>::new(filter))),
        }
    }

    pub(crate) fn new_async<E: EventType>(filter: impl AsyncFilter<E>) -> Self {
        Self {
            name: filter.name(),
            selector: Selector::any(),
            is_pure: false,
            problem: None,
            warning: None,
            check: Check::Later(Box::new(TypedAsync::<_, E>::new(filter))),
        }
    }

    /// The same filter, but it notes what it says.
    #[inline]
    pub(crate) fn traced(mut self, place: Place) -> Self {
        self.check = match self.check {
            Check::Now(filter) => Check::Now(Box::new(TracedFilter { filter, place })),
            Check::Later(filter) => Check::Later(Box::new(TracedFilter { filter, place })),
        };
        self
    }

    pub(crate) fn is_async(&self) -> bool {
        matches!(self.check, Check::Later(_))
    }

    /// Asks the filter; a panic in it is the caller's to catch.
    pub(crate) fn check(&self, parts: &mut Parts) -> Verdict {
        match &self.check {
            Check::Now(filter) => match filter.check(parts) {
                Ok((true, _)) => Verdict::Yes,
                Ok((false, false)) => Verdict::No,
                Ok((false, true)) => Verdict::Missed,
                Err(mut error) => match meaning(&mut error) {
                    Meaning::Skip => Verdict::No,
                    Meaning::Cancel | Meaning::Failure => Verdict::Failed(error),
                },
            },
            Check::Later(filter) => Verdict::Later(filter.check(parts.clone())),
        }
    }
}

impl fmt::Debug for BoxFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// Answers at once.
pub(crate) trait CheckNow: Send + Sync {
    /// Whether it passes, and whether it missed a value.
    fn check(&self, parts: &mut Parts) -> Result<(bool, bool), BoxError>;
}

/// Answers in the future.
pub(crate) trait CheckLater: Send + Sync {
    fn check(&self, parts: Parts) -> PendingVerdict;
}

struct Typed<F, E> {
    filter: F,
    event: std::marker::PhantomData<fn(E)>,
}

impl<F, E> Typed<F, E> {
    fn new(filter: F) -> Self {
        Self { filter, event: std::marker::PhantomData }
    }
}

impl<E: EventType, F: Filter<E>> CheckNow for Typed<F, E> {
    fn check(&self, parts: &mut Parts) -> Result<(bool, bool), BoxError> {
        let mut candidate = Candidate::<E>::new(parts);
        let passes = self.filter.check(&mut candidate)?;
        Ok((passes, candidate.missed()))
    }
}

struct TypedAsync<F, E> {
    filter: Arc<F>,
    event: std::marker::PhantomData<fn(E)>,
}

impl<F, E> TypedAsync<F, E> {
    fn new(filter: F) -> Self {
        Self { filter: Arc::new(filter), event: std::marker::PhantomData }
    }
}

impl<E: EventType, F: AsyncFilter<E>> CheckLater for TypedAsync<F, E> {
    fn check(&self, parts: Parts) -> PendingVerdict {
        let filter = Arc::clone(&self.filter);
        Box::pin(async move {
            let passed = filter.check(Request::<E>::from_parts(parts)).await?;
            Ok(passed.map(Request::into_parts))
        })
    }
}
