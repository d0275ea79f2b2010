//! The trait of filters, and the request that a filter decides on.

use std::{cell::Cell, fmt, ops::Deref};

use crate::{
    error::BoxError, event_type::EventType, extensions::Extensions, filter::selector::Selector,
    names::short_type_name, request::Request,
};

/// Decides whether a route matches an event.
///
/// A filter borrows the request. It may store values for the rest of its route, which are
/// dropped if a later filter of the route declines. It may fail, which fails the update;
/// [`Skip`](crate::Skip) declines.
///
/// Closures over the event are filters: `|message: &Message| message.photo.is_some()`.
/// A filter that awaits something is an async function in
/// [`from_filter`](crate::filter::from_filter()).
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// struct LongerThan(usize);
///
/// impl Filter<Message> for LongerThan {
///     fn check(&self, candidate: &mut Candidate<'_, Message>) -> Result<bool, BoxError> {
///         Ok(candidate.event().text.as_deref().is_some_and(|text| text.chars().count() > self.0))
///     }
/// }
/// # let _ = LongerThan(3);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a filter for `{E}`",
    label = "not a filter for this event",
    note = "filters are values such as `command(\"start\")` or `text()`, closures `|event: &{E}| -> bool`, and types that implement `Filter<{E}>`"
)]
pub trait Filter<E: EventType>: Send + Sync + 'static {
    /// Returns whether the event passes.
    ///
    /// # Errors
    ///
    /// Returns an error if the filter cannot decide. The update then fails.
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError>;

    /// Returns the keys that the filter matches on, for the index of routes.
    ///
    /// The index does not try the route of the filter for an event that has none of these keys.
    /// A filter that returns anything but [`Selector::any`] must therefore decline every such
    /// event, without failing and without storing a value.
    fn selector(&self) -> Selector {
        Selector::any()
    }

    /// Returns whether the filter has no side effects: it stores nothing and never fails.
    /// The dispatcher need not call such a filter if its result has no effect.
    fn is_pure(&self) -> bool {
        false
    }

    /// Returns the name of the filter in `describe` and `explain`.
    fn name(&self) -> String {
        short_type_name::<Self>()
    }

    /// Returns why the filter can never match as intended. The dispatcher then fails to build.
    fn problem(&self) -> Option<String> {
        None
    }

    /// Returns a likely mistake, for the [warnings](crate::Dispatcher::warnings) of the
    /// dispatcher.
    fn warning(&self) -> Option<String> {
        None
    }
}

#[diagnostic::do_not_recommend]
impl<E: EventType, F> Filter<E> for F
where
    F: Fn(&E) -> bool + Send + Sync + 'static,
{
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        Ok(self(candidate.event()))
    }
}

/// The request that a filter decides on. Values that the filter stores are visible to the
/// rest of the route only.
///
/// Dereferences to the [`Request`].
pub struct Candidate<'a, E> {
    request: &'a mut Request<E>,
    missed: Cell<bool>,
}

impl<'a, E> Candidate<'a, E> {
    pub(crate) fn new(request: &'a mut Request<E>) -> Self {
        Self { request, missed: Cell::new(false) }
    }

    /// Whether the filter looked for a value that is not stored.
    pub(crate) fn missed(&self) -> bool {
        self.missed.get()
    }

    /// Restores earlier values.
    pub(crate) fn restore(&mut self, values: Extensions) {
        *self.values_mut() = values;
    }

    /// The values of the request.
    pub(crate) fn values_mut(&mut self) -> &mut Extensions {
        &mut self.request.parts_mut().values
    }

    /// Returns the newest value of type `T` that an outer layer or an earlier filter of the
    /// same route has stored, otherwise the dispatcher's.
    pub fn get<T: Send + Sync + 'static>(&self) -> Option<&T> {
        let found = self.request.get();
        if found.is_none() {
            self.missed.set(true);
        }
        found
    }

    /// Stores a value for the later filters, the inner layers and the handler of the route.
    pub fn insert<T: Send + Sync + 'static>(&mut self, value: T) {
        self.request.insert(value);
    }
}

impl<E> Deref for Candidate<'_, E> {
    type Target = Request<E>;

    fn deref(&self) -> &Request<E> {
        self.request
    }
}

impl<E> fmt::Debug for Candidate<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Candidate").field(&self.request).finish()
    }
}
