//! The types that a handler may return.

use std::borrow::Cow;

use chappe_types::{Method, Str};

use crate::{
    error::BoxError,
    event_type::EventType,
    outcome::{Outcome, Reply, reply},
    request::Request,
};

/// A type that a handler may return: it converts into an [`Outcome`].
///
/// | returned | outcome |
/// |---|---|
/// | `()` | handled |
/// | a text: `&str`, `String`, [`Str`] | handled; the same as [`reply(text)`](reply()) |
/// | [`reply("…")`](reply()) | handled; the text is sent to the origin of the event |
/// | a Bot API method, [`Reply`] | handled; the method is sent |
/// | [`AnyReply`](crate::AnyReply) | that of the text, `reply("…")` or method that it was created from |
/// | `Vec<T>` | handled; the replies of all elements are sent in order |
/// | `Option<T>` | `None`: handled; `Some(value)`: the outcome of `value` |
/// | `Result<T, E>` | `Ok(value)`: the outcome of `value`; `Err`: the handler fails |
/// | [`Outcome`] | unchanged; after `Unhandled` the next route is tried |
///
/// # Branches
///
/// All branches of a function return one type. If they reply in different ways, let the function
/// return [`AnyReply`](crate::AnyReply), and convert each branch with `.into()`. `Option<AnyReply>`
/// is for functions with a branch that sends nothing, `Result<AnyReply, BoxError>` for those that
/// return early with `?`.
///
/// ```
/// use chappe::prelude::*;
///
/// async fn count(Event(message): Event<Message>, Text(text): Text) -> Result<AnyReply, BoxError> {
///     let number: u32 = text.parse()?;
///     if number > 6 {
///         return Ok("at most 6, please".into());
///     }
///     if number == 0 {
///         return Ok(message.delete().into());
///     }
///     Ok(reply(format!("{} to go", 6 - number)).quoting().into())
/// }
/// # let _ = count;
/// ```
///
/// # Several replies
///
/// The elements of a `Vec` have any type that implements `IntoOutcome`: methods of one type,
/// [`reply("…")`](reply()), texts, or [`AnyReply`](crate::AnyReply), into which all of these convert.
/// Elements without a reply (`None`, `()`) add none. The error of an element fails the handler, and
/// nothing is sent.
///
/// Each reply is sent after the previous one succeeded. Only the last one can be sent in the
/// response to a webhook. After the first failure, the remaining replies are not sent, and the
/// failure is [raised](crate::Dispatcher::raise).
///
/// ```
/// use chappe::prelude::*;
/// use chappe::types::SendDice;
///
/// async fn twice() -> Vec<&'static str> {
///     vec!["one", "two"]
/// }
///
/// async fn text_and_dice(chat: ChatId) -> Vec<AnyReply> {
///     vec!["Good luck!".into(), SendDice::new(chat).into()]
/// }
/// # let _ = (twice, text_and_dice);
/// ```
///
/// # Middlewares
///
/// A middleware that ends an event with a reply converts it itself:
///
/// ```
/// use chappe::prelude::*;
///
/// async fn closed(request: Request<Message>, _: Next<Message>) -> Result<Outcome, BoxError> {
///     reply("We are closed.").into_outcome(&request)
/// }
///
/// let router = Router::<()>::new("app").message(|m| m.outer_layer(closed));
/// # let _ = router;
/// ```
#[diagnostic::on_unimplemented(
    message = "a handler cannot return `{Self}`",
    label = "not an outcome",
    note = "return `()`, a text, `reply(\"…\")`, a Bot API method, an `AnyReply`, an `Outcome`, or a `Vec`, `Option` or `Result` of these; a `Result`'s error is anything that is `Into<BoxError>`"
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

macro_rules! texts {
    ($($text:ty)*) => {$(
        impl IntoOutcome for $text {
            fn into_outcome<E: EventType>(self, request: &Request<E>) -> Result<Outcome, BoxError> {
                reply(self).into_outcome(request)
            }
        }
    )*};
}

texts! { &str String Str Cow<'_, str> }

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
methods! { chappe_types::DeleteAnyMessage chappe_types::SendCopy }

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

#[cfg(test)]
mod tests {
    use chappe_types::{SendDice, SendMessage};
    use serde_json::json;

    use super::*;
    use crate::outcome::{
        AnyReply, Replying,
        samples::{message, request, sent},
    };

    /// The texts that an outcome sends and the names of its other methods, or its error, separated
    /// by spaces.
    fn texts(value: impl IntoOutcome) -> String {
        let sent = match sent(value, &request("message", &message(json!({})))) {
            Ok(sent) => sent,
            Err(error) => return format!("failed: {error}"),
        };
        let text = |(name, params): &(&str, serde_json::Value)| {
            params["text"].as_str().unwrap_or(name).to_owned()
        };
        sent.iter().map(text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_text_is_the_same_outcome_as_reply_with_that_text() {
        let request = request("message", &message(json!({"business_connection_id": "bc"})));
        let reply = sent(reply("a"), &request);
        assert_eq!(
            reply,
            Ok(vec![(
                "sendMessage",
                json!({"chat_id": -1002, "text": "a", "business_connection_id": "bc"})
            )])
        );
        assert_eq!(sent("a", &request), reply);
        assert_eq!(sent("a".to_owned(), &request), reply);
        assert_eq!(sent(Str::from("a"), &request), reply);
        assert_eq!(sent(Cow::from("a"), &request), reply);
        assert_eq!(sent(Some("a"), &request), reply);
        assert_eq!(sent(Ok::<_, BoxError>("a"), &request), reply);
    }

    #[test]
    fn branches_with_different_replies_have_one_type() {
        let request = request("message", &message(json!({})));
        let chat = request.update().chat().unwrap().id;
        let branch = |number: u32| -> Result<AnyReply, BoxError> {
            Ok(match number {
                0 => reply("a").quoting().into(),
                1 => SendDice::new(chat).into(),
                2 => Reply::new(SendMessage::new(chat, "b")).into(),
                3 => request.update().message().unwrap().delete().into(),
                4 => "c".into(),
                5 => "d".to_owned().into(),
                6 => Str::from("e").into(),
                7 => Cow::from("f").into(),
                _ => return Err("no branch".into()),
            })
        };
        let text = |text: &str| ("sendMessage", json!({"chat_id": -1002, "text": text}));
        let quoting = json!({"chat_id": -1002, "text": "a", "reply_parameters": {"message_id": 5}});
        let expected = [
            ("sendMessage", quoting),
            ("sendDice", json!({"chat_id": -1002})),
            text("b"),
            ("deleteMessage", json!({"chat_id": -1002, "message_id": 5})),
            text("c"),
            text("d"),
            text("e"),
            text("f"),
        ];
        let replies = (0..8).map(|number| sent(branch(number), &request).unwrap().remove(0));
        assert_eq!(replies.collect::<Vec<_>>(), expected);
        assert_eq!(sent(branch(8), &request), Err("no branch".to_owned()));
        assert_eq!(sent(None::<AnyReply>, &request), Ok(Vec::new()));
    }

    #[test]
    fn each_element_of_a_list_adds_its_replies_in_order() {
        assert_eq!(texts(vec![reply("a"), reply("b"), reply("c")]), "a b c");
        assert_eq!(texts(vec!["a", "b"]), "a b");
        assert_eq!(texts(vec![SendMessage::new(7, "a")]), "a");
        let dice: Reply = SendDice::new(7).into();
        assert_eq!(texts(vec![SendMessage::new(7, "a").into(), dice]), "a sendDice");
        let mixed: Vec<AnyReply> = vec![reply("a").into(), SendDice::new(7).into(), "b".into()];
        assert_eq!(texts(mixed), "a sendDice b");
        assert_eq!(texts(Vec::<Reply>::new()), "");
        assert_eq!(texts(vec![None, Some(reply("b")), None]), "b");
        assert_eq!(texts(vec![(), ()]), "");
        assert_eq!(texts(vec![vec![reply("a")], vec![], vec![reply("b")]]), "a b");
        assert_eq!(texts(vec![Outcome::Unhandled, Outcome::handled()]), "");
        assert_eq!(texts(Some(vec![reply("a"), reply("b")])), "a b");
    }

    #[test]
    fn the_failure_of_an_element_fails_the_whole_list() {
        let failed: Vec<Result<Replying, BoxError>> = vec![Ok(reply("a")), Err("no".into())];
        assert_eq!(texts(failed), "failed: no");
    }

    #[test]
    fn a_handler_may_return_the_deletion_of_a_business_message() {
        let request =
            request("business_message", &message(json!({"business_connection_id": "bc"})));
        let deletion = request.update().message().unwrap().delete();
        assert_eq!(
            sent(deletion, &request),
            Ok(vec![(
                "deleteBusinessMessages",
                json!({"business_connection_id": "bc", "message_ids": [5]}),
            )]),
        );
    }
}
