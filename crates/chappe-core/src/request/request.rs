//! Requests: the values that services of the pipeline receive.

use std::{fmt, marker::PhantomData, sync::Arc};

use chappe_types::{
    BusinessConnectionId, Chat, MessageThreadId, Update, UpdateId, UpdateType, User,
};

use crate::{
    event_type::EventType, extensions::Extensions, me::Me, request::Parts, route_info::RouteInfo,
};

/// An event of type `E` with its context: the whole update, the identity of the bot, the
/// matched route, and the values that layers and filters have stored.
///
/// The event is shared: a clone allocates once and increments a few reference counts.
/// `Request<E>` and `Request<Update>` have the same contents, and converting between them costs
/// nothing ([`into_update`](Self::into_update), [`try_into_event`](Request::try_into_event)).
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
    /// Creates a request for an event of type `E`, which `parts` must contain.
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

    /// Returns the whole update, as the outer layers have left it.
    pub fn update(&self) -> &Update {
        &self.parts.update
    }

    /// Returns the update's id.
    pub fn update_id(&self) -> UpdateId {
        self.parts.update.update_id
    }

    /// Returns the kind of the update; `None` if this version does not know the kind, or if
    /// the payload does not decode.
    pub fn kind(&self) -> Option<UpdateType> {
        self.parts.update.kind.update_type()
    }

    /// Returns the identity of the bot.
    pub fn me(&self) -> &Me {
        self.parts.me()
    }

    /// Returns the chat that the event belongs to.
    pub fn chat(&self) -> Option<&Chat> {
        self.parts.update.chat()
    }

    /// Returns the user who caused the event.
    pub fn user(&self) -> Option<&User> {
        self.parts.update.user()
    }

    /// Returns the forum topic that the event belongs to.
    pub fn thread_id(&self) -> Option<MessageThreadId> {
        self.parts.update.thread_id()
    }

    /// Returns the topic of a channel's direct messages that the event belongs to.
    pub fn direct_messages_topic_id(&self) -> Option<i64> {
        self.parts.update.direct_messages_topic_id()
    }

    /// Returns the business connection of the event.
    pub fn business_connection_id(&self) -> Option<&BusinessConnectionId> {
        self.parts.update.business_connection_id()
    }

    /// Returns the newest value of type `T` that a layer or filter upstream has stored, otherwise
    /// the dispatcher's.
    pub fn get<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.parts.get()
    }

    /// Stores a value for downstream layers, filters and handlers.
    pub fn insert<T: Send + Sync + 'static>(&mut self, value: T) {
        self.parts.values.insert(value);
    }

    /// Returns the request with one more value.
    #[must_use]
    pub fn with<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.insert(value);
        self
    }

    /// Returns the values that layers and filters have stored.
    pub fn extensions(&self) -> &Extensions {
        &self.parts.values
    }

    /// Returns the matched route. Returns `None` until a route has matched, so always in outer
    /// layers. Inner layers read the flags of the handler here.
    pub fn route(&self) -> Option<&RouteInfo> {
        self.parts.route.as_ref().map(|route| route.info())
    }

    /// Returns the flag of type `T` of the matched route's handler.
    pub fn flag<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.route()?.flag()
    }

    /// Returns the same request, with the whole update as its event.
    pub fn into_update(self) -> Request<Update> {
        Request::from_parts(self.parts)
    }
}

impl<E: EventType> Request<E> {
    /// Returns the event.
    pub fn event(&self) -> &E {
        self.parts.event().expect("a request is only made for an event that it holds")
    }

    /// Returns a shared pointer to the event, which may outlive the request.
    pub fn share_event(&self) -> Arc<E> {
        E::share(&self.parts.update, self.parts.event.as_ref())
            .expect("a request is only made for an event that it holds")
    }

    /// Returns the request with another event. The kind of the update, the values and the route
    /// stay the same.
    #[must_use]
    pub fn with_event(mut self, event: E) -> Self {
        let parts = &mut *self.parts;
        event.replace(&mut parts.update, &mut parts.event);
        self
    }
}

impl Request<Update> {
    /// Returns the same request, with the payload `E` of the update as its event.
    ///
    /// # Errors
    ///
    /// Returns the request as it is if its update carries no `E`.
    pub fn try_into_event<E: EventType>(self) -> Result<Request<E>, Self> {
        if self.parts.event::<E>().is_some() {
            Ok(Request::from_parts(self.parts))
        } else {
            Err(self)
        }
    }
}

/// Creates a request for a dispatcher, or for a service around one. A layer inside a dispatcher
/// must pass on the request that it receives, possibly with [another event](Request::with_event):
/// a request that it creates itself fails with [`ForeignRequest`](crate::ForeignRequest).
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
        // Without the event and the values, which may be secret.
        f.debug_struct("Request")
            .field("update_id", &self.update_id())
            .field("kind", &self.kind())
            .field("route", &self.route())
            .field("extensions", &self.parts.values)
            .finish_non_exhaustive()
    }
}
