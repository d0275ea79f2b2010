//! The types that a handler may return.

use std::{error::Error, fmt};

use chappe_types::{Method, SendMessage, Str, Update};

use crate::{
    error::BoxError,
    event_type::EventType,
    outcome::{Outcome, Reply},
    request::Request,
};

/// A type that a handler may return: it converts into an [`Outcome`].
///
/// | returned | outcome |
/// |---|---|
/// | `()` | handled |
/// | a Bot API method, [`Reply`], [`reply("…")`](reply) | handled; the method is sent |
/// | `Vec<T>` | handled; the replies of all elements are sent in order |
/// | `Option<T>` | `None`: handled; `Some(value)`: the outcome of `value` |
/// | `Result<T, E>` | `Ok(value)`: the outcome of `value`; `Err`: the handler fails |
/// | [`Outcome`] | unchanged; after `Unhandled` the next route is tried |
///
/// # Several replies
///
/// The elements of a `Vec` have any type that implements `IntoOutcome`: methods of one type,
/// [`reply("…")`](reply), or [`Reply`], into which every method converts. `reply("…")` is not a
/// method and does not convert into `Reply`: use `message.answer("…")` in a list with methods.
/// Elements without a reply (`None`, `()`) add none. The error of an element fails the handler, and
/// nothing is sent.
///
/// Each reply is sent after the previous one succeeded. Only the last one can be sent in the
/// response to a webhook. After the first failure, the remaining replies are not sent, and the
/// failure is [raised](crate::Dispatcher::raise).
///
/// ```
/// use chappe::prelude::*;
/// use chappe::types::{SendDice, SendMessage};
///
/// async fn twice() -> Vec<impl IntoOutcome> {
///     vec![reply("one"), reply("two")]
/// }
///
/// async fn text_and_dice() -> Vec<Reply> {
///     vec![SendMessage::new(7, "Good luck!").into(), SendDice::new(7).into()]
/// }
/// # let _ = (twice, text_and_dice);
/// ```
#[diagnostic::on_unimplemented(
    message = "a handler cannot return `{Self}`",
    label = "not an outcome",
    note = "return `()`, a Bot API method, `reply(\"…\")`, an `Outcome`, or a `Vec`, `Option` or `Result` of these; a `Result`'s error is anything that is `Into<BoxError>`"
)]
pub trait IntoOutcome {
    /// Converts the value into an outcome. `request` is the request that was handled.
    ///
    /// # Errors
    ///
    /// Returns the failure of the handler, which layers and error observers receive.
    fn into_outcome<E: EventType>(self, request: &Request<E>) -> Result<Outcome, BoxError>;
}

impl IntoOutcome for Outcome {
    fn into_outcome<E: EventType>(self, _: &Request<E>) -> Result<Outcome, BoxError> {
        Ok(self)
    }
}

impl IntoOutcome for () {
    fn into_outcome<E: EventType>(self, _: &Request<E>) -> Result<Outcome, BoxError> {
        Ok(Outcome::handled())
    }
}

impl IntoOutcome for Reply {
    fn into_outcome<E: EventType>(self, _: &Request<E>) -> Result<Outcome, BoxError> {
        Ok(self.into())
    }
}

// One impl per method: a blanket impl for all methods would conflict with those for `()` and other
// types.
macro_rules! methods {
    ($($method:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl IntoOutcome for $method {
            fn into_outcome<E: EventType>(self, _: &Request<E>) -> Result<Outcome, BoxError> {
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
    fn into_outcome<E: EventType>(self, request: &Request<E>) -> Result<Outcome, BoxError> {
        match self {
            Some(value) => value.into_outcome(request),
            None => Ok(Outcome::handled()),
        }
    }
}

impl<T: IntoOutcome> IntoOutcome for Vec<T> {
    fn into_outcome<E: EventType>(self, request: &Request<E>) -> Result<Outcome, BoxError> {
        let mut replies = Vec::with_capacity(self.len());
        for value in self {
            replies.extend(value.into_outcome(request)?.into_replies());
        }
        Ok(replies.into())
    }
}

impl<T: IntoOutcome, X: Into<BoxError>> IntoOutcome for Result<T, X> {
    fn into_outcome<E: EventType>(self, request: &Request<E>) -> Result<Outcome, BoxError> {
        match self {
            Ok(value) => value.into_outcome(request),
            Err(error) => Err(error.into()),
        }
    }
}

impl IntoOutcome for std::convert::Infallible {
    fn into_outcome<E: EventType>(self, _: &Request<E>) -> Result<Outcome, BoxError> {
        match self {}
    }
}

/// Returns an outcome that sends a text to the origin of the event: its chat, its forum topic or
/// its topic of a channel's direct messages, and its business connection.
///
/// The text must have 1–4,096 characters after entities parsing.
///
/// `reply` has no options and quotes no message. `message.answer("…")` sends the same message with
/// all options of `sendMessage`; `message.reply("…")` also quotes the message.
///
/// # Errors
///
/// The handler fails with [`NoChat`] if the event has no chat, for example an inline query.
///
/// Source: Bot API 10.3, [`sendMessage`](https://core.telegram.org/bots/api#sendmessage).
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// async fn greet() -> impl IntoOutcome {
///     reply("hello")
/// }
/// # let _ = greet;
/// ```
pub fn reply(text: impl Into<Str>) -> Replying {
    Replying { text: text.into() }
}

/// A text to send to the origin of the event; created by [`reply`].
#[derive(Clone, Debug)]
#[must_use = "a reply is sent when the handler returns it"]
pub struct Replying {
    text: Str,
}

impl IntoOutcome for Replying {
    fn into_outcome<E: EventType>(self, request: &Request<E>) -> Result<Outcome, BoxError> {
        self.to(request.update())
    }
}

impl Replying {
    /// Not generic: instantiated in this crate, not in each bot.
    fn to(self, update: &Update) -> Result<Outcome, BoxError> {
        let Some(chat) = update.chat() else { return Err(NoChat(()).into()) };
        let mut method = SendMessage::new(chat.id, self.text);
        method.message_thread_id = update.thread_id();
        method.direct_messages_topic_id = update.direct_messages_topic_id();
        method.business_connection_id = update.business_connection_id().cloned();
        Ok(Reply::new(method).into())
    }
}

/// The error of a reply to an event without a chat.
#[derive(Clone, Copy, Debug)]
pub struct NoChat(());

impl fmt::Display for NoChat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the event belongs to no chat: return a method with an explicit chat")
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
        let reply = outcome.into_outcome(request).unwrap().into_replies().next().unwrap();
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
    fn a_reply_has_every_address_of_the_event() {
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
    fn a_reply_to_an_event_without_a_message_is_sent_to_its_chat_and_topic() {
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

    /// The texts that an outcome sends, or its error.
    fn texts(value: impl IntoOutcome) -> Result<Vec<String>, String> {
        let request = request("message", &message(json!({})));
        let outcome = value.into_outcome(&request).map_err(|error| error.to_string())?;
        assert!(outcome.is_handled());
        let text = |reply: &Reply| match reply.downcast_ref::<SendMessage>() {
            Some(method) => method.text.to_string(),
            None => reply.name().to_owned(),
        };
        Ok(outcome.replies().iter().map(text).collect())
    }

    #[test]
    fn each_element_of_a_list_adds_its_replies_in_order() {
        let expected = |texts: &[&str]| Ok(texts.iter().map(|&text| text.to_owned()).collect());
        assert_eq!(texts(vec![reply("a"), reply("b"), reply("c")]), expected(&["a", "b", "c"]));
        assert_eq!(texts(vec![SendMessage::new(7, "a")]), expected(&["a"]));
        let dice: Reply = chappe_types::SendDice::new(7).into();
        assert_eq!(
            texts(vec![SendMessage::new(7, "a").into(), dice]),
            expected(&["a", "sendDice"])
        );
        assert_eq!(texts(Vec::<Reply>::new()), expected(&[]));
        assert_eq!(texts(vec![None, Some(reply("b")), None]), expected(&["b"]));
        assert_eq!(texts(vec![(), ()]), expected(&[]));
        assert_eq!(texts(vec![vec![reply("a")], vec![], vec![reply("b")]]), expected(&["a", "b"]));
        assert_eq!(texts(vec![Outcome::Unhandled, Outcome::handled()]), expected(&[]));
        assert_eq!(texts(Some(vec![reply("a"), reply("b")])), expected(&["a", "b"]));
    }

    #[test]
    fn the_failure_of_an_element_fails_the_whole_list() {
        let failed: Vec<Result<Replying, BoxError>> = vec![Ok(reply("a")), Err("no".into())];
        assert_eq!(texts(failed), Err("no".to_owned()));
    }

    #[test]
    fn a_handler_may_return_the_deletion_of_a_business_message() {
        let request =
            request("business_message", &message(json!({"business_connection_id": "bc"})));
        let deletion = request.update().message().unwrap().delete();
        assert_eq!(
            sent(deletion, &request),
            ("deleteBusinessMessages", json!({"business_connection_id": "bc", "message_ids": [5]}),),
        );
    }
}
