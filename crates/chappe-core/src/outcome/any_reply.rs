//! One type for all replies.

use std::{borrow::Cow, fmt};

use chappe_types::Str;

use crate::{
    error::BoxError,
    event_type::EventType,
    outcome::{IntoOutcome, Outcome, Reply, Replying, reply},
    request::Request,
};

/// Any reply: a text, [`reply("…")`](reply()), a Bot API method or a [`Reply`], each of which
/// converts into it with `.into()`.
///
/// The result of a handler whose branches return different types, and the element of a list of
/// different replies. A `Reply` is a method with an address; an `AnyReply` may also be a text
/// that receives its address from the request when the handler returns.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe::types::SendDice;
///
/// async fn answer(Event(message): Event<Message>) -> AnyReply {
///     match message.text.as_deref() {
///         Some("dice") => SendDice::new(message.chat.id).into(),
///         Some("quote") => reply("this one").quoting().into(),
///         Some(text) => message.answer(text).into(),
///         None => "I read texts only".into(),
///     }
/// }
/// # let _ = answer;
/// ```
#[must_use = "a reply is sent when the handler returns it"]
pub struct AnyReply(Inner);

enum Inner {
    Addressed(Reply),
    /// The address comes from the request.
    Text(Replying),
}

impl IntoOutcome for AnyReply {
    fn into_outcome<E: EventType>(self, request: &Request<E>) -> Result<Outcome, BoxError> {
        match self.0 {
            Inner::Addressed(reply) => Ok(reply.into()),
            Inner::Text(reply) => reply.into_outcome(request),
        }
    }
}

impl From<Reply> for AnyReply {
    fn from(reply: Reply) -> Self {
        Self(Inner::Addressed(reply))
    }
}

impl From<Replying> for AnyReply {
    fn from(reply: Replying) -> Self {
        Self(Inner::Text(reply))
    }
}

macro_rules! texts {
    ($($text:ty)*) => {$(
        impl From<$text> for AnyReply {
            fn from(text: $text) -> Self {
                reply(text).into()
            }
        }
    )*};
}

texts! { &str String Str Cow<'_, str> }

// One impl per method, as for `IntoOutcome`: a blanket impl would conflict with those for texts.
macro_rules! methods {
    ($($method:ty)*) => {$(
        impl From<$method> for AnyReply {
            #[inline]
            fn from(method: $method) -> Self {
                Reply::new(method).into()
            }
        }
    )*};
}

chappe_types::for_each_method!(methods);
methods! { chappe_types::DeleteAnyMessage chappe_types::SendCopy }

impl fmt::Debug for AnyReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Inner::Addressed(reply) => reply.fmt(f),
            Inner::Text(reply) => reply.fmt(f),
        }
    }
}
