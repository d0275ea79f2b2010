//! Filters with the type of their event erased.

use std::{fmt, future::Future, marker::PhantomData, pin::Pin, sync::Arc};

use crate::{
    control_flow::{Meaning, meaning},
    error::BoxError,
    event_type::EventType,
    extract::Requirement,
    filter::{AsyncFilterFn, Candidate, Filter, Selector},
    request::{Parts, Request},
};

/// A filter with the type of its event erased, and its properties.
pub(crate) struct BoxFilter {
    pub(crate) filter: Box<dyn ErasedFilter>,
    pub(crate) info: FilterInfo,
}

/// The properties of a filter that are known before it is called.
#[derive(Clone)]
pub(crate) struct FilterInfo {
    pub(crate) name: String,
    pub(crate) selector: Selector,
    pub(crate) is_pure: bool,
    pub(crate) problem: Option<String>,
    pub(crate) warning: Option<String>,
    /// The values that the request must have when it reaches the filter.
    pub(crate) requires: Vec<Requirement>,
}

/// A filter before the dispatcher is built.
pub(crate) struct FilterDef<S> {
    pub(crate) info: FilterInfo,
    source: FilterSource<S>,
}

enum FilterSource<S> {
    Filter(Box<dyn ErasedFilter>),
    Build(BuildFilter<S>),
}

/// Creates a filter from the state.
type BuildFilter<S> = Box<dyn FnOnce(&Arc<S>) -> Box<dyn ErasedFilter> + Send>;

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

impl FilterInfo {
    /// The properties of an asynchronous filter.
    pub(crate) fn of_async(name: String, requires: Vec<Requirement>) -> Self {
        let selector = Selector::any();
        Self { name, selector, is_pure: false, problem: None, warning: None, requires }
    }
}

impl<S> FilterDef<S> {
    pub(crate) fn new<E: EventType>(filter: impl Filter<E>) -> Self {
        let info = FilterInfo {
            name: filter.name(),
            selector: filter.selector(),
            is_pure: filter.is_pure(),
            problem: filter.problem(),
            warning: filter.warning(),
            requires: Vec::new(),
        };
        let filter = Box::new(ErasedSync::<_, E> { filter, event: PhantomData });
        Self { info, source: FilterSource::Filter(filter) }
    }

    /// Defines an asynchronous filter with arguments of type `T`.
    pub(crate) fn new_async<E, T, F>(name: String, function: F) -> Self
    where
        E: EventType,
        T: 'static,
        S: Send + Sync + 'static,
        F: AsyncFilterFn<E, S, T>,
    {
        let source = FilterSource::Build(Box::new(|state| {
            let state = Arc::clone(state);
            Box::new(ErasedAsync { function, state, types: PhantomData })
        }));
        Self { info: FilterInfo::of_async(name, F::requires()), source }
    }

    /// Replaces the filter by one that wraps it.
    pub(crate) fn wrap<W: ErasedFilter + 'static>(
        self,
        state: &Arc<S>,
        wrap: impl FnOnce(Box<dyn ErasedFilter>) -> W,
    ) -> Self {
        let BoxFilter { filter, info } = self.build(state);
        Self { info, source: FilterSource::Filter(Box::new(wrap(filter))) }
    }

    /// Sets the state.
    pub(crate) fn with_state<S2>(self, state: &Arc<S>) -> FilterDef<S2> {
        let BoxFilter { filter, info } = self.build(state);
        FilterDef { info, source: FilterSource::Filter(filter) }
    }

    pub(crate) fn build(self, state: &Arc<S>) -> BoxFilter {
        let filter = match self.source {
            FilterSource::Filter(filter) => filter,
            FilterSource::Build(build) => build(state),
        };
        BoxFilter { filter, info: self.info }
    }
}

/// Builds filters without a state.
pub(crate) fn build_all(filters: Vec<FilterDef<()>>) -> Vec<BoxFilter> {
    let state = Arc::new(());
    let mut built = Vec::with_capacity(filters.len());
    for filter in filters {
        built.push(filter.build(&state));
    }
    built
}

impl BoxFilter {
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
        f.write_str(&self.info.name)
    }
}

impl<S> fmt::Debug for FilterDef<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.info.name)
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

struct ErasedAsync<F, E, S, T> {
    function: F,
    state: Arc<S>,
    types: PhantomData<fn(E, T)>,
}

impl<F, E, S, T> ErasedFilter for ErasedAsync<F, E, S, T>
where
    E: EventType,
    T: 'static,
    S: Send + Sync + 'static,
    F: AsyncFilterFn<E, S, T>,
{
    fn check(&self, parts: Box<Parts>) -> Checked {
        let request = Request::<E>::from_parts(parts.clone());
        let checked = self.function.clone().check(request, Arc::clone(&self.state));
        let pending = async move { Ok(checked.await?.map(Request::into_parts)) };
        Checked::Later(parts, Box::pin(pending))
    }
}
