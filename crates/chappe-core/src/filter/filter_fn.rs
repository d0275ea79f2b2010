//! Filters of the whole candidate, as functions.

use std::{fmt, marker::PhantomData};

use crate::{
    error::BoxError,
    event_type::EventType,
    filter::{Candidate, Filter, FilterOutput},
    names::short_type_name,
};

/// Creates a filter from a function of the [`Candidate`]: the function sees the whole request,
/// and may store values for the rest of the route.
///
/// The result is `bool`, `Option<V>` or a `Result` of these; see [`FilterOutput`]. A function that
/// awaits something is a filter through [`from_filter`](crate::filter::from_filter()).
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// #[derive(Clone, Copy)]
/// struct Words(usize);
///
/// let is_for_me = filter_fn(|candidate: &mut Candidate<'_, Message>| {
///     let mention = format!("@{}", candidate.me().username);
///     let text = candidate.event().text.as_deref().unwrap_or_default();
///     text.starts_with(&mention)
/// });
/// let long = filter_fn(|candidate: &mut Candidate<'_, Message>| {
///     let words = candidate.event().text.as_deref()?.split_whitespace().count();
///     (words > 100).then_some(Words(words))
/// });
///
/// let router = Router::<()>::new("app").message(|m| {
///     m.on(is_for_me, async || reply("yes?"))
///         .on(long, async |Extension(words): Extension<Words>| reply(format!("{} words", words.0)))
/// });
/// # let _ = router;
/// ```
pub fn filter_fn<E, F, O>(function: F) -> FilterFn<F, E>
where
    E: EventType,
    F: Fn(&mut Candidate<'_, E>) -> O + Send + Sync + 'static,
    O: FilterOutput,
{
    FilterFn { function, event: PhantomData }
}

/// Matches by a function of the candidate; created by [`filter_fn`].
#[must_use = "a filter does nothing until a route uses it"]
pub struct FilterFn<F, E> {
    function: F,
    event: PhantomData<fn(E)>,
}

impl<E, F, O> Filter<E> for FilterFn<F, E>
where
    E: EventType,
    F: Fn(&mut Candidate<'_, E>) -> O + Send + Sync + 'static,
    O: FilterOutput,
{
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        (self.function)(candidate).decide(candidate.values_mut())
    }

    fn name(&self) -> String {
        format!("filter_fn({})", short_type_name::<F>())
    }
}

impl<F: Clone, E> Clone for FilterFn<F, E> {
    fn clone(&self) -> Self {
        Self { function: self.function.clone(), event: PhantomData }
    }
}

impl<F, E> fmt::Debug for FilterFn<F, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FilterFn<{}>", std::any::type_name::<F>())
    }
}
