//! A request: an event on its way through the pipeline.

use std::{fmt, marker::PhantomData, sync::Arc};

use chappe_types::{
    BusinessConnectionId, Chat, MessageThreadId, Update, UpdateId, UpdateType, User,
};

use crate::{
    event_type::EventType, extensions::Extensions, me::Me, request::Parts, route_info::RouteInfo,
};

/// An event of type `E`, with all that travels with it: the whole update, who
/// the bot is, the matched route, and the values that layers and filters
/// stored.
///
/// The event is shared, never copied: a clone costs a few reference counts.
/// `Request<E>` and `Request<Update>` hold the same and are turned into one
/// another without work ([`into_update`](Self::into_update),
/// [`try_into_event`](Request::try_into_event)).
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe_testing::UpdateBuilder;
///
/// let request = Request::from(UpdateBuilder::message("hello").build());
/// let request = request.with("a value").try_into_event::<Message>().unwrap();
/// assert_eq!(request.event().text.as_deref(), Some("hello"));
/// assert_eq!(request.get::<&str>(), Some(&"a value"));
/// ```
pub struct Request<E = Update> {
    parts: Box<Parts>,
    event: PhantomData<fn() -> E>,
}

impl<E> Request<E> {
    /// Views `parts` as a request about an `E`; the caller knows that they are.
    pub(crate) fn from_parts(parts: Box<Parts>) -> Self {
        Self { parts, event: PhantomData }
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }

    pub(crate) fn parts_mut(&mut self) -> &mut Parts {
        &mut self.parts
    }

    #[expect(clippy::unnecessary_box_returns, reason = "a request is one pointer")]
    pub(crate) fn into_parts(self) -> Box<Parts> {
        self.parts
    }

    /// The whole update, as the layers outside left it.
    pub fn update(&self) -> &Update {
        &self.parts.update
    }

    /// The update's id.
    pub fn update_id(&self) -> UpdateId {
        self.parts.update.update_id
    }

    /// The kind of the update; `None` if this version knows no such kind, or
    /// its payload could not be decoded.
    pub fn kind(&self) -> Option<UpdateType> {
        self.parts.update.kind.update_type()
    }

    /// Who the bot is.
    pub fn me(&self) -> &Me {
        self.parts.me()
    }

    /// The chat that the event belongs to, if it belongs to one.
    pub fn chat(&self) -> Option<&Chat> {
        self.parts.update.chat()
    }

    /// The user who caused the event, if it tells one.
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

    /// The newest value of type `T` that was stored upstream, else the
    /// dispatcher's own.
    pub fn get<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.parts.get()
    }

    /// Stores a value for what is downstream.
    pub fn insert<T: Send + Sync + 'static>(&mut self, value: T) {
        self.parts.values.insert(value);
    }

    /// The request with one more value.
    #[must_use]
    pub fn with<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.insert(value);
        self
    }

    /// The values that layers and filters stored.
    pub fn extensions(&self) -> &Extensions {
        &self.parts.values
    }

    /// The route that matched; `None` in front of the filters, so in outer
    /// layers. Inner layers read a handler's flags here.
    pub fn route(&self) -> Option<&RouteInfo> {
        self.parts.route.as_ref().map(|route| route.info())
    }

    /// The flag of type `T` of the matched route's handler.
    pub fn flag<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.route()?.flag()
    }

    /// The same request, about the whole update.
    pub fn into_update(self) -> Request<Update> {
        Request::from_parts(self.parts)
    }
}

impl<E: EventType> Request<E> {
    /// The event.
    pub fn event(&self) -> &E {
        self.parts.event().expect("a request is only made for an event that it holds")
    }

    /// The event, shared: outlives the request.
    pub fn share_event(&self) -> Arc<E> {
        E::share(&self.parts.update, self.parts.event.as_ref())
            .expect("a request is only made for an event that it holds")
    }

    /// The request with another event in place of its own; the kind of the
    /// update, the values and the route stay.
    #[must_use]
    pub fn with_event(mut self, event: E) -> Self {
        let parts = &mut *self.parts;
        event.replace(&mut parts.update, &mut parts.event);
        self
    }
}

impl Request<Update> {
    /// The same request, about the payload `E`.
    ///
    /// # Errors
    ///
    /// Gives the request back if its update carries no `E`.
    pub fn try_into_event<E: EventType>(self) -> Result<Request<E>, Self> {
        if self.parts.event::<E>().is_some() {
            Ok(Request::from_parts(self.parts))
        } else {
            Err(self)
        }
    }
}

/// A request for a dispatcher, or a service around one. A layer inside hands on
/// the request it was given, with another event if need be: it fails to hand on
/// one that was made so.
impl From<Update> for Request<Update> {
    fn from(update: Update) -> Self {
        Self::from_parts(Box::new(Parts::new(update)))
    }
}

impl<E> Clone for Request<E> {
    fn clone(&self) -> Self {
        Self::from_parts(self.parts.clone())
    }
}

impl<E> fmt::Debug for Request<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the event nor the values: they may be anybody's secrets.
        f.debug_struct("Request")
            .field("update_id", &self.update_id())
            .field("kind", &self.kind())
            .field("route", &self.route())
            .field("extensions", &self.parts.values)
            .finish_non_exhaustive()
    }
}
