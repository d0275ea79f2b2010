//! The trait of filters, and what a filter sees.

use std::{cell::Cell, fmt, marker::PhantomData, ops::Deref, sync::Arc};

use chappe_types::{
    BusinessConnectionId, Chat, MessageThreadId, Update, UpdateId, UpdateType, User,
};

use crate::{
    error::BoxError, event_type::EventType, filter::selector::Selector, me::Me,
    names::short_type_name, request::Parts,
};

/// Decides whether a route takes an event.
///
/// A filter borrows the request. It may store values for what it guards (they
/// are dropped if a later filter of the same route says no), and it may fail,
/// which fails the update; [`Skip`](crate::Skip) counts as no.
///
/// Closures over the event are filters: `|message: &Message| message.photo.is_some()`.
/// A filter that has to wait is an [`AsyncFilter`](crate::filter::AsyncFilter).
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
///         Ok(candidate.text.as_deref().is_some_and(|text| text.chars().count() > self.0))
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
    /// Whether the event passes.
    ///
    /// # Errors
    ///
    /// Whatever keeps the filter from telling. The update then fails.
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError>;

    /// What an event must show for the filter to pass, for the index.
    ///
    /// A filter that returns anything but [`Selector::any`] promises to say no,
    /// without failing or storing anything, to every event which shows none of
    /// the selector's keys: such a route is not even asked.
    fn selector(&self) -> Selector {
        Selector::any()
    }

    /// Whether the filter does nothing but answer: it stores nothing, never
    /// fails, and may be left unasked where its answer cannot matter.
    fn is_pure(&self) -> bool {
        false
    }

    /// What `describe` and `explain` call the filter.
    fn name(&self) -> String {
        short_type_name::<Self>()
    }

    /// Why the filter could never do what it was meant for; reported when the
    /// dispatcher is built.
    fn problem(&self) -> Option<String> {
        None
    }

    /// What looks like a mistake but may be meant; one of the dispatcher's
    /// [warnings](crate::Dispatcher::warnings).
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

/// What a filter sees of a request: the event, what others stored, and a place
/// to store values for what the filter guards.
///
/// Dereferences to the event.
pub struct Candidate<'a, E> {
    parts: &'a mut Parts,
    missed: Cell<bool>,
    event: PhantomData<fn() -> E>,
}

impl<'a, E: EventType> Candidate<'a, E> {
    pub(crate) fn new(parts: &'a mut Parts) -> Self {
        Self { parts, missed: Cell::new(false), event: PhantomData }
    }

    /// Whether the filter asked for a value that is not there.
    pub(crate) fn missed(&self) -> bool {
        self.missed.get()
    }

    pub(crate) fn parts(&self) -> &Parts {
        self.parts
    }

    /// Puts the values back to what they were.
    pub(crate) fn restore(&mut self, values: crate::Extensions) {
        self.parts.values = values;
    }

    /// The event.
    pub fn event(&self) -> &E {
        self.parts.event().expect("a candidate is only made for an event that it holds")
    }

    /// The event, shared: outlives the request.
    pub fn share_event(&self) -> Arc<E> {
        E::share(&self.parts.update, self.parts.failure.as_ref())
            .expect("a candidate is only made for an event that it holds")
    }

    /// The whole update.
    pub fn update(&self) -> &Update {
        &self.parts.update
    }

    /// The update's id.
    pub fn update_id(&self) -> UpdateId {
        self.parts.update.update_id
    }

    /// The kind of the update; `None` if this version knows no such kind.
    pub fn kind(&self) -> Option<UpdateType> {
        self.parts.update.kind.update_type()
    }

    /// Who the bot is.
    pub fn me(&self) -> &Me {
        self.parts.me()
    }

    /// The chat that the event belongs to.
    pub fn chat(&self) -> Option<&Chat> {
        self.parts.update.chat()
    }

    /// The user who caused the event.
    pub fn user(&self) -> Option<&User> {
        self.parts.update.user()
    }

    /// The forum topic that the event belongs to.
    pub fn thread_id(&self) -> Option<MessageThreadId> {
        self.parts.update.thread_id()
    }

    /// The topic of a channel's direct messages that the event belongs to.
    pub fn direct_messages_topic_id(&self) -> Option<i64> {
        self.parts.update.direct_messages_topic_id()
    }

    /// The business connection that the event came through.
    pub fn business_connection_id(&self) -> Option<&BusinessConnectionId> {
        self.parts.update.business_connection_id()
    }

    /// The newest value of type `T` that was stored upstream, or by an earlier
    /// filter of the same route; else the dispatcher's own.
    pub fn get<T: Send + Sync + 'static>(&self) -> Option<&T> {
        let found = self.parts.get();
        if found.is_none() {
            self.missed.set(true);
        }
        found
    }

    /// Stores a value for what the filter guards.
    pub fn insert<T: Send + Sync + 'static>(&mut self, value: T) {
        self.parts.values.insert(value);
    }
}

impl<E: EventType> Deref for Candidate<'_, E> {
    type Target = E;

    fn deref(&self) -> &E {
        self.event()
    }
}

impl<E> fmt::Debug for Candidate<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Candidate")
            .field("update_id", &self.parts.update.update_id)
            .field("extensions", &self.parts.values)
            .finish_non_exhaustive()
    }
}
