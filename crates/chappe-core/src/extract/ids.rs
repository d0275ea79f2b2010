//! The origin of an event: ids, chat and user.

use std::convert::Infallible;

use chappe_types::{
    BusinessConnectionId, Chat, ChatId, MessageId, MessageThreadId, UpdateId, UpdateType, User,
    UserId,
};

use crate::{
    event_type::EventType,
    extract::{FromRequest, Missing},
    request::Request,
};

impl<E: EventType, S: Sync> FromRequest<E, S> for UpdateId {
    type Rejection = Infallible;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, Infallible> {
        Ok(request.update_id())
    }
}

macro_rules! found_in_request {
    ($($(#[$doc:meta])* $type:ty, $what:literal, $find:expr;)+) => {$(
        impl<E: EventType, S: Sync> FromRequest<E, S> for $type {
            type Rejection = Missing;

            async fn from_request(request: &Request<E>, _: &S) -> Result<Self, Missing> {
                let find: fn(&Request<E>) -> Option<Self> = $find;
                find(request).ok_or(Missing::new($what))
            }
        }
    )+};
}

found_in_request! {
    UpdateType, "known kind", |request| request.kind();
    Chat, "chat", |request| request.chat().cloned();
    ChatId, "chat", |request| request.chat().map(|chat| chat.id);
    User, "user", |request| request.user().cloned();
    UserId, "user", |request| request.user().map(|user| user.id);
    MessageId, "message", |request| request.update().message().map(|message| message.message_id);
    MessageThreadId, "forum topic", |request| request.thread_id();
    BusinessConnectionId, "business connection", |request| request.business_connection_id().cloned();
}
