//! What a handler may return.

use std::{error::Error, fmt};

use chappe_types::{Method, SendMessage, Str, Update};

use crate::{
    error::BoxError,
    event::Event,
    outcome::{Outcome, Reply},
    request::Request,
};

/// Turned into an [`Outcome`]: what a handler returns.
///
/// | returned | outcome |
/// |---|---|
/// | `()` | handled |
/// | a Bot API method, [`Reply`], [`reply("…")`](reply) | handled, and sent |
/// | `Option<T>` | `None`: handled; `Some(value)`: what `value` gives |
/// | `Result<T, E>` | `Ok(value)`: what `value` gives; `Err`: the handler failed |
/// | [`Outcome`] | itself; `Unhandled` lets the next route try |
#[diagnostic::on_unimplemented(
    message = "a handler cannot return `{Self}`",
    label = "not an outcome",
    note = "return `()`, a Bot API method, `reply(\"…\")`, an `Outcome`, or an `Option` or `Result` of these; a `Result`'s error is anything that is `Into<BoxError>`"
)]
pub trait IntoOutcome {
    /// The outcome; `request` is the one that was handled.
    ///
    /// # Errors
    ///
    /// The handler's failure, which layers and error observers get.
    fn into_outcome<E: Event>(self, request: &Request<E>) -> Result<Outcome, BoxError>;
}

impl IntoOutcome for Outcome {
    fn into_outcome<E: Event>(self, _: &Request<E>) -> Result<Outcome, BoxError> {
        Ok(self)
    }
}

impl IntoOutcome for () {
    fn into_outcome<E: Event>(self, _: &Request<E>) -> Result<Outcome, BoxError> {
        Ok(Outcome::handled())
    }
}

impl IntoOutcome for Reply {
    fn into_outcome<E: Event>(self, _: &Request<E>) -> Result<Outcome, BoxError> {
        Ok(self.into())
    }
}

// One by one: an impl for all methods at once would forbid those for `()` and
// the others.
macro_rules! methods {
    ($($method:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl IntoOutcome for $method {
            fn into_outcome<E: Event>(self, _: &Request<E>) -> Result<Outcome, BoxError> {
                Ok(sent(self))
            }
        }
    )*};
}

chappe_types::for_each_method!(methods);
methods! { chappe_types::DeleteAnyMessage }

fn sent(method: impl Method) -> Outcome {
    Reply::new(method).into()
}

impl<T: IntoOutcome> IntoOutcome for Option<T> {
    fn into_outcome<E: Event>(self, request: &Request<E>) -> Result<Outcome, BoxError> {
        match self {
            Some(value) => value.into_outcome(request),
            None => Ok(Outcome::handled()),
        }
    }
}

impl<T: IntoOutcome, X: Into<BoxError>> IntoOutcome for Result<T, X> {
    fn into_outcome<E: Event>(self, request: &Request<E>) -> Result<Outcome, BoxError> {
        match self {
            Ok(value) => value.into_outcome(request),
            Err(error) => Err(error.into()),
        }
    }
}

impl IntoOutcome for std::convert::Infallible {
    fn into_outcome<E: Event>(self, _: &Request<E>) -> Result<Outcome, BoxError> {
        match self {}
    }
}

/// Replies with a text to where the event came from: its chat, its forum topic or its
/// topic of a channel's direct messages, and its business connection.
///
/// The text has 1–4,096 characters after entities parsing.
///
/// # Errors
///
/// An event without a chat (an inline query, say) fails with [`NoChat`].
///
/// Source: Bot API 10.3, [`sendMessage`](https://core.telegram.org/bots/api#sendmessage).
///
/// # Example
///
/// ```
/// use chappe_core::{IntoOutcome, reply};
///
/// async fn greet() -> impl IntoOutcome {
///     reply("hello")
/// }
/// # let _ = greet;
/// ```
pub fn reply(text: impl Into<Str>) -> Replying {
    Replying { text: text.into() }
}

/// A text that is sent to where the event came from; made by [`reply`].
#[derive(Clone, Debug)]
#[must_use = "a reply is sent when the handler returns it"]
pub struct Replying {
    text: Str,
}

impl IntoOutcome for Replying {
    fn into_outcome<E: Event>(self, request: &Request<E>) -> Result<Outcome, BoxError> {
        self.to(request.update())
    }
}

impl Replying {
    /// Compiled here, not with each bot.
    fn to(self, update: &Update) -> Result<Outcome, BoxError> {
        let Some(chat) = update.chat() else { return Err(NoChat(()).into()) };
        let mut method = SendMessage::new(chat.id, self.text);
        method.message_thread_id = update.thread_id();
        method.direct_messages_topic_id = update.direct_messages_topic_id();
        method.business_connection_id = update.business_connection_id().cloned();
        Ok(Reply::new(method).into())
    }
}

/// A reply to an event that belongs to no chat.
#[derive(Clone, Copy, Debug)]
pub struct NoChat(());

impl fmt::Display for NoChat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the event belongs to no chat that a reply could go to")
    }
}

impl Error for NoChat {}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn request(kind: &str, payload: &Value) -> Request {
        let update = json!({"update_id": 2, kind: payload}).to_string();
        Request::from(Update::from_slice(update.as_bytes()).unwrap())
    }

    /// The method that an outcome sends, and its parameters.
    fn sent(outcome: impl IntoOutcome, request: &Request) -> (&'static str, Value) {
        let reply = outcome.into_outcome(request).unwrap().into_reply().unwrap();
        let mut params = Vec::new();
        reply.write_json(&mut params);
        (reply.name(), serde_json::from_slice(&params).unwrap())
    }

    fn message(more: Value) -> Value {
        let mut message =
            json!({"message_id": 5, "date": 1, "chat": {"id": -1002, "type": "supergroup"}});
        let Value::Object(more) = more else { panic!("not an object") };
        message.as_object_mut().unwrap().extend(more);
        message
    }

    fn press(message: &Value) -> Value {
        let from = json!({"id": 7, "is_bot": false, "first_name": "A"});
        json!({"id": "q", "from": from, "chat_instance": "i", "message": message})
    }

    #[test]
    fn a_reply_goes_to_every_address_of_the_event() {
        let text = json!({"chat_id": -1002, "text": "x"});
        let cases = [
            (json!({}), json!({})),
            (json!({"message_thread_id": 3}), json!({})),
            (
                json!({"message_thread_id": 3, "is_topic_message": true}),
                json!({"message_thread_id": 3}),
            ),
            (
                json!({"direct_messages_topic": {"topic_id": 99}}),
                json!({"direct_messages_topic_id": 99}),
            ),
            (json!({"business_connection_id": "bc"}), json!({"business_connection_id": "bc"})),
        ];
        for (more, address) in cases {
            let message = message(more);
            let Value::Object(address) = address else { panic!("not an object") };
            let mut expected = text.clone();
            expected.as_object_mut().unwrap().extend(address);
            for (kind, payload) in [
                ("message", message.clone()),
                ("edited_message", message.clone()),
                ("business_message", message.clone()),
                ("guest_message", message.clone()),
                ("callback_query", press(&message)),
            ] {
                let sent = sent(reply("x"), &request(kind, &payload));
                assert_eq!(sent, ("sendMessage", expected.clone()), "{kind}");
            }
        }
    }

    #[test]
    fn a_reply_to_an_event_without_a_message_goes_to_its_chat_and_topic() {
        let chat = json!({"id": -1002, "type": "supergroup"});
        let stopped = json!({"chat": chat, "draft_id": 1, "message_thread_id": 3});
        let deleted = json!({"business_connection_id": "bc", "chat": chat, "message_ids": [5]});
        assert_eq!(
            [
                sent(reply("x"), &request("stopped_message_generation", &stopped)).1,
                sent(reply("x"), &request("deleted_business_messages", &deleted)).1,
            ],
            [
                json!({"chat_id": -1002, "text": "x", "message_thread_id": 3}),
                json!({"chat_id": -1002, "text": "x", "business_connection_id": "bc"}),
            ],
        );
    }

    #[test]
    fn what_deletes_a_message_of_a_business_may_be_returned() {
        let request =
            request("business_message", &message(json!({"business_connection_id": "bc"})));
        let deletion = request.update().message().unwrap().delete();
        assert_eq!(
            sent(deletion, &request),
            ("deleteBusinessMessages", json!({"business_connection_id": "bc", "message_ids": [5]}),),
        );
    }
}
