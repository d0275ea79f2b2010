//! Filters with the type of their event erased.

use std::{fmt, future::Future, marker::PhantomData, pin::Pin, sync::Arc};

use crate::{
    control_flow::{Meaning, meaning},
    error::BoxError,
    event_type::EventType,
    filter::{AsyncFilter, Candidate, Filter, Selector},
    request::{Parts, Request},
};

/// A filter with the type of its event erased, and its properties.
pub(crate) struct BoxFilter {
    pub(crate) filter: Box<dyn ErasedFilter>,
    pub(crate) name: String,
    pub(crate) selector: Selector,
    pub(crate) is_pure: bool,
    pub(crate) problem: Option<String>,
    pub(crate) warning: Option<String>,
}

/// A filter with the type of its event erased.
pub(crate) trait ErasedFilter: Send + Sync {
    /// Calls the filter and returns the request as the filter left it.
    fn check(&self, parts: Box<Parts>) -> Checked;
}

/// The result of a call of a filter.
pub(crate) enum Checked {
    Now(Box<Parts>, Result<Verdict, BoxError>),
    /// The filter is asynchronous, and the request is unchanged.
    Later(Box<Parts>, PendingVerdict),
}

/// Whether a request passes a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Passed,
    Declined,
    /// Declined, but the filter looked for a value that was not stored.
    Missed,
}

/// The response of an asynchronous filter: the request as the filter left it, or `None` if it
/// declines.
pub(crate) type PendingVerdict =
    Pin<Box<dyn Future<Output = Result<Option<Box<Parts>>, BoxError>> + Send>>;

impl BoxFilter {
    pub(crate) fn new<E: EventType>(filter: impl Filter<E>) -> Self {
        Self {
            name: filter.name(),
            selector: filter.selector(),
            is_pure: filter.is_pure(),
            problem: filter.problem(),
            warning: filter.warning(),
            filter: Box::new(ErasedSync::<_, E> { filter, event: PhantomData }),
        }
    }

    pub(crate) fn new_async<E: EventType>(filter: impl AsyncFilter<E>) -> Self {
        Self {
            name: filter.name(),
            selector: Selector::any(),
            is_pure: false,
            problem: None,
            warning: None,
            filter: Box::new(ErasedAsync::<_, E> { filter: Arc::new(filter), event: PhantomData }),
        }
    }

    /// Calls the filter. [`Skip`](crate::Skip) declines the request.
    pub(crate) fn check(&self, parts: Box<Parts>) -> Checked {
        match self.filter.check(parts) {
            Checked::Now(parts, Err(mut error)) => {
                let verdict = match meaning(&mut error) {
                    Meaning::Skip => Ok(Verdict::Declined),
                    Meaning::Cancel | Meaning::Failure => Err(error),
                };
                Checked::Now(parts, verdict)
            }
            checked => checked,
        }
    }
}

impl fmt::Debug for BoxFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// Calls filters in order, up to the first that declines the request. Returns the request
/// as the filters left it, and whether all of them passed.
pub(crate) async fn check_all(
    filters: &[BoxFilter],
    mut parts: Box<Parts>,
) -> Result<(Box<Parts>, bool), BoxError> {
    for filter in filters {
        let passed = match filter.check(parts) {
            Checked::Now(returned, verdict) => {
                parts = returned;
                verdict? == Verdict::Passed
            }
            Checked::Later(returned, pending) => {
                parts = returned;
                match pending.await {
                    Ok(Some(passed)) => {
                        parts.values = passed.values;
                        true
                    }
                    Ok(None) => false,
                    Err(mut error) => match meaning(&mut error) {
                        Meaning::Skip => false,
                        Meaning::Cancel | Meaning::Failure => return Err(error),
                    },
                }
            }
        };
        if !passed {
            return Ok((parts, false));
        }
    }
    Ok((parts, true))
}

struct ErasedSync<F, E> {
    filter: F,
    event: PhantomData<fn(E)>,
}

impl<E: EventType, F: Filter<E>> ErasedFilter for ErasedSync<F, E> {
    fn check(&self, parts: Box<Parts>) -> Checked {
        let mut request = Request::from_parts(parts);
        let mut candidate = Candidate::<E>::new(&mut request);
        let verdict = match self.filter.check(&mut candidate) {
            Ok(true) => Ok(Verdict::Passed),
            Ok(false) if candidate.missed() => Ok(Verdict::Missed),
            Ok(false) => Ok(Verdict::Declined),
            Err(error) => Err(error),
        };
        Checked::Now(request.into_parts(), verdict)
    }
}

struct ErasedAsync<F, E> {
    filter: Arc<F>,
    event: PhantomData<fn(E)>,
}

impl<E: EventType, F: AsyncFilter<E>> ErasedFilter for ErasedAsync<F, E> {
    fn check(&self, parts: Box<Parts>) -> Checked {
        let filter = Arc::clone(&self.filter);
        let request = Request::<E>::from_parts(parts.clone());
        let pending = async move { Ok(filter.check(request).await?.map(Request::into_parts)) };
        Checked::Later(parts, Box::pin(pending))
    }
}
