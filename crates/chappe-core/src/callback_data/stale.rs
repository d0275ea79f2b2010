//! The filter of buttons that the bot can no longer read.

use std::{any::type_name, fmt, marker::PhantomData};

use chappe_types::CallbackQuery;

use crate::{
    callback_data::{
        CallbackData,
        data_filter::{decode, problem_of, selector_of},
    },
    error::BoxError,
    filter::{Candidate, Filter, Selector},
    names::short_type_name,
};

/// Matches callback queries whose data begins with the prefix of `T` but does not decode to a `T`:
/// that of another version of the bot, or damaged data.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// #[derive(CallbackData, Clone)]
/// #[callback_data(version = 2)]
/// struct Vote(u32);
///
/// async fn outdated(Event(query): Event<CallbackQuery>) -> impl IntoOutcome {
///     query.answer().text("This menu is out of date: send /menu for a new one.")
/// }
///
/// let router = Router::<()>::new("app").callback_query(|q| {
///     q.on(data::<Vote>(), async |vote: Vote| reply(vote.0.to_string()))
///         .on(stale::<Vote>(), outdated)
/// });
/// # let _ = router;
/// ```
pub fn stale<T: CallbackData>() -> Stale<T> {
    Stale { data: PhantomData }
}

/// Matches callback data that does not decode; created by [`stale`].
#[must_use = "a filter does nothing until a route uses it"]
pub struct Stale<T> {
    data: PhantomData<fn() -> T>,
}

impl<T> Clone for Stale<T> {
    fn clone(&self) -> Self {
        Self { data: PhantomData }
    }
}

impl<T> fmt::Debug for Stale<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stale<{}>", type_name::<T>())
    }
}

impl<T: CallbackData> Filter<CallbackQuery> for Stale<T> {
    fn check(&self, candidate: &mut Candidate<'_, CallbackQuery>) -> Result<bool, BoxError> {
        let query = candidate.event();
        let is_of_type = query.data.as_deref().is_some_and(|data| data.starts_with(T::PREFIX));
        Ok(is_of_type && decode::<T>(query).is_none())
    }

    fn selector(&self) -> Selector {
        selector_of::<T>()
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        format!("stale::<{}>()", short_type_name::<T>())
    }

    fn problem(&self) -> Option<String> {
        problem_of::<T>()
    }
}
