//! The origin of an event: ids, chat and user.

use std::{any::TypeId, convert::Infallible};

use chappe_types::{
    BusinessConnectionId, Chat, ChatId, Message, MessageId, MessageThreadId, UpdateId, UpdateType,
    User, UserId,
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

    fn may_skip() -> bool {
        false
    }
}

macro_rules! found_in_request {
    ($($(#[$doc:meta])* $type:ty, $what:literal, $in_all_messages:literal, $find:expr;)+) => {$(
        impl<E: EventType, S: Sync> FromRequest<E, S> for $type {
            type Rejection = Missing;

            async fn from_request(request: &Request<E>, _: &S) -> Result<Self, Missing> {
                let find: fn(&Request<E>) -> Option<Self> = $find;
                find(request).ok_or(Missing::new($what))
            }

            fn may_skip() -> bool {
                !($in_all_messages && TypeId::of::<E>() == TypeId::of::<Message>())
            }
        }
    )+};
}

found_in_request! {
    UpdateType, "known kind", true, |request| request.kind();
    Chat, "chat", true, |request| request.chat().cloned();
    ChatId, "chat", true, |request| request.chat().map(|chat| chat.id);
    User, "user", false, |request| request.user().cloned();
    UserId, "user", false, |request| request.user().map(|user| user.id);
    MessageId, "message", true, |request| request.update().message().map(|message| message.message_id);
    MessageThreadId, "forum topic", false, |request| request.thread_id();
    BusinessConnectionId, "business connection", false, |request| request.business_connection_id().cloned();
}
