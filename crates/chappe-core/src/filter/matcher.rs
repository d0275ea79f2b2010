//! Filters outside of routes.

use std::{fmt, marker::PhantomData, sync::Arc};

use crate::{
    event_type::EventType,
    filter::{BoxFilter, FilterList, IntoFilter, erased::build_all},
};

/// Filters with their types erased, for [`Dispatcher::matches`](crate::Dispatcher::matches).
///
/// Clones share the filters.
///
/// # Example
///
/// ```
/// use chappe::filter::Matcher;
/// use chappe::prelude::*;
///
/// let yes_or_no = Matcher::<Message>::new(text_is("yes").or(text_is("no")));
/// # let _ = yes_or_no;
/// ```
pub struct Matcher<E> {
    pub(crate) filters: Arc<Vec<BoxFilter>>,
    event: PhantomData<fn(E)>,
}

impl<E: EventType> Matcher<E> {
    /// Creates a matcher from the same filters as a route: a filter, an asynchronous filter, or a
    /// tuple of them, called from left to right until one declines. `()` matches every `E`. There is
    /// no state that an asynchronous filter could extract.
    pub fn new<M>(filter: impl IntoFilter<E, (), M>) -> Self {
        let mut list = FilterList::default();
        filter.push_to(&mut list);
        Self { filters: Arc::new(build_all(list.0)), event: PhantomData }
    }
}

impl<E> Clone for Matcher<E> {
    fn clone(&self) -> Self {
        Self { filters: Arc::clone(&self.filters), event: PhantomData }
    }
}

impl<E> fmt::Debug for Matcher<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&*self.filters).finish()
    }
}
