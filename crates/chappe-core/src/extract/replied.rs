//! The message that a message replies to.

use std::{ops::Deref, sync::Arc};

use chappe_types::{Message, Payload, User};

use crate::{
    event_type::EventType,
    extract::{FromRequest, Missing},
    request::Request,
};

/// The message that a message replies to. Extraction does not copy it; dereferences to the message.
///
/// # Errors
///
/// Rejects messages that reply to none, or to one in another chat, with [`Skip`](crate::Skip): the
/// dispatcher tries the next route. See [`Message::replied`].
///
/// Source: Bot API 10.3, [`Message`](https://core.telegram.org/bots/api#message).
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// async fn whois(replied: Replied) -> impl IntoOutcome {
///     reply(match replied.author() {
///         Some(author) => format!("{}: {}", author.full_name(), author.id),
///         None => "A chat wrote this message.".to_owned(),
///     })
/// }
///
/// let router = Router::<()>::new("app").message(|m| m.on(command("whois"), whois));
/// # let _ = router;
/// ```
#[derive(Clone, Debug)]
pub struct Replied {
    reply: Arc<Message>,
}

impl Replied {
    /// Returns the user who wrote the message that is replied to. `None` if a chat wrote it: a
    /// channel, or a group whose administrator is anonymous.
    pub fn author(&self) -> Option<&User> {
        Message::author(self)
    }
}

impl Deref for Replied {
    type Target = Message;

    fn deref(&self) -> &Message {
        self.reply.replied().expect("checked when it was extracted")
    }
}

impl<E: EventType, S: Sync> FromRequest<E, S> for Replied {
    type Rejection = Missing;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, Missing> {
        let message = <Message as Payload>::of(&request.update().kind);
        let reply = message.filter(|message| message.replied().is_some());
        Ok(Self { reply: Arc::clone(reply.ok_or(Missing::new("message that it replies to"))?) })
    }
}
