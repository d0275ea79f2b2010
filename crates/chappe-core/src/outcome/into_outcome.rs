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

/// Replies with a text to where the event came from: its chat, its forum topic
/// and its business connection.
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
