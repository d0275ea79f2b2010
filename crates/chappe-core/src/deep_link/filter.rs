//! The filter and the extractors of payloads.

use std::{any::type_name, fmt, marker::PhantomData};

use crate::{
    commands::{ArgumentError, Words},
    deep_link::{DeepLink, base64url, payload_error::MAX_PAYLOAD},
    error::BoxError,
    event_type::EventType,
    extract::{FromRequest, MissingExtension, Requirement, stored},
    filter::{Candidate, Filter, Key, Selector, carries_no_messages},
    names::short_type_name,
    request::Request,
    text::Written,
};

/// Matches `/start` with a payload that decodes to a `T`, and stores the value for the handler.
///
/// A type with `#[derive(DeepLink)]` is an argument of the handler itself; other types are taken as
/// [`StartPayload<T>`]. Links with `start` and with `startgroup` both arrive as `/start`, the latter
/// in a group. A payload of another kind is no match.
///
/// To take the payload in an enum of commands, see `Start(Option<T>)` of
/// [`Commands`](crate::commands::Commands).
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// #[derive(Clone, DeepLink)]
/// struct Invitation {
///     from: UserId,
/// }
///
/// let app = Router::<()>::new("app").message(|m| {
///     m.on(deep_link::<Invitation>(), async |it: Invitation| format!("from {}", it.from))
///         .on(deep_link::<String>(), async |StartPayload(code): StartPayload<String>| code)
///         .on(command("start"), async || "no payload")
/// });
/// # let _ = app;
/// ```
pub fn deep_link<T: DeepLink>() -> DeepLinkFilter<T> {
    DeepLinkFilter { payload: PhantomData }
}

/// Matches payloads by their type; created by [`deep_link`].
#[must_use = "a filter does nothing until a route uses it"]
pub struct DeepLinkFilter<T> {
    payload: PhantomData<fn() -> T>,
}

impl<E: EventType, T: DeepLink> Filter<E> for DeepLinkFilter<T> {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        let Some(value) = payload_of(candidate).and_then(T::decode) else { return Ok(false) };
        candidate.insert(StartPayload(value));
        Ok(true)
    }

    fn selector(&self) -> Selector {
        Selector::keys(vec![Key::Command("/start".into())])
    }

    fn name(&self) -> String {
        format!("deep_link::<{}>()", short_type_name::<T>())
    }

    fn problem(&self) -> Option<String> {
        carries_no_messages::<E>()
    }
}

/// The payload of a `/start` to this bot.
fn payload_of<E: EventType>(request: &Request<E>) -> Option<&str> {
    let text = request.update().message()?.text.as_deref()?;
    let written = Written::parse(text)?;
    let payload = written.arguments();
    let is_start = written.prefix == '/'
        && written.name == "start"
        && (1..=MAX_PAYLOAD).contains(&payload.len())
        && payload.bytes().all(|byte| base64url::number(byte).is_some())
        && written.is_addressed_to(request.me());
    is_start.then_some(payload)
}

impl<T> Clone for DeepLinkFilter<T> {
    fn clone(&self) -> Self {
        Self { payload: PhantomData }
    }
}

impl<T> fmt::Debug for DeepLinkFilter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeepLinkFilter<{}>", type_name::<T>())
    }
}

/// The payload that the filter [`deep_link`] decoded; an argument of handlers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartPayload<T>(pub T);

impl<E: EventType, S: Sync, T: DeepLink> FromRequest<E, S> for StartPayload<T> {
    type Rejection = MissingExtension;

    async fn from_request(request: &Request<E>, _: &S) -> Result<Self, MissingExtension> {
        stored(request, remedy::<T>)
    }

    fn requires() -> Vec<Requirement> {
        requirements::<T>()
    }

    fn may_skip() -> bool {
        false
    }
}

/// Returns the payload that the filter [`deep_link`] decoded.
///
/// # Errors
///
/// Fails if the route has no such filter.
pub fn extracted<T: DeepLink, E: EventType>(request: &Request<E>) -> Result<T, MissingExtension> {
    stored::<E, StartPayload<T>>(request, remedy::<T>).map(|StartPayload(value)| value)
}

/// Returns the requirements of an argument that is a payload.
#[must_use]
pub fn requirements<T: DeepLink>() -> Vec<Requirement> {
    let requirement = Requirement::value::<StartPayload<T>>(remedy::<T>());
    vec![Requirement { what: type_name::<T>(), ..requirement }]
}

fn remedy<T>() -> String {
    format!("add the filter `deep_link::<{}>()` to the route", type_name::<T>())
}

/// Takes a payload as the argument of a command.
///
/// # Errors
///
/// Fails if there is none, or if it is another one.
pub fn take<T: DeepLink>(words: &mut Words<'_>) -> Result<T, ArgumentError> {
    let word = words.next_word()?;
    T::decode(&word).ok_or_else(|| ArgumentError::new("it is not the payload of a link"))
}

/// Takes a payload as the argument of a command, if there is one. Another payload is ignored with
/// all words after it, because a link can have any.
pub fn take_optional<T: DeepLink>(words: &mut Words<'_>) -> Option<T> {
    let text = words.as_str();
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let found = if end == 0 { None } else { T::decode(&text[..end]) };
    words.skip(if found.is_some() { end } else { text.len() });
    found
}
