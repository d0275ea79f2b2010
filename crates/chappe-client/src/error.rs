//! The error of calls.

use std::{borrow::Cow, error::Error as StdError, fmt, time::Duration};

use chappe_core::{BoxError, TooLate, find_error, write_causes};
use chappe_types::ChatId;

use crate::call::Call;

/// Why a call failed.
///
/// The type is opaque: use its predicates. Telegram's response is in [`code`](Self::code) and
/// [`description`](Self::description); predicates such as [`is_blocked`](Self::is_blocked)
/// recognise common descriptions. The error of a transport or of a custom layer is in the
/// [`source`](StdError::source) chain. Neither `Display` nor `Debug` shows the token or the
/// parameters of the call.
///
/// # Example
///
/// ```
/// use chappe::client::Error;
/// use chappe::prelude::*;
/// use chappe::types::SendMessage;
///
/// async fn greet(bot: &Bot, user: i64) -> Result<(), Error> {
///     match bot.send(SendMessage::new(user, "hello")).await {
///         Err(error) if error.is_blocked() => Ok(()),
///         result => result.map(drop),
///     }
/// }
/// # let _ = greet;
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    method: Cow<'static, str>,
    kind: Kind,
    source: Option<BoxError>,
    /// An earlier attempt may have been made; independent of the last attempt's error.
    may_be_made: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing of the call reached the server.
    NotSent,
    /// The call may or may not have been made.
    Ambiguous(&'static str),
    /// The call timed out; it may or may not have been made.
    TimedOut(Duration),
    /// The server answered with an error.
    Refused(Refusal),
    /// The server refused a retried call because its effect already exists, most likely from an
    /// earlier attempt.
    AlreadyDone(Refusal),
    /// The call was made, but its result could not be decoded.
    Decode,
    /// A file could not be read for sending.
    Upload,
    /// A file could not be downloaded or stored.
    Download(&'static str),
    /// A custom layer failed.
    Layer,
}

/// An error that the server answered with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: u16,
    pub(crate) description: Box<str>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) migrated_to: Option<ChatId>,
    /// The answer is not from a Bot API server but from a proxy or gateway on the way.
    pub(crate) is_from_gateway: bool,
}

impl Refusal {
    /// Returns whether the call may have been made nevertheless.
    fn is_ambiguous(&self) -> bool {
        // Gateways answer 413 and 429 before they forward anything.
        self.code >= 500 || (self.is_from_gateway && !matches!(self.code, 413 | 429))
    }
}

impl Error {
    pub(crate) fn new(method: Cow<'static, str>, kind: Kind) -> Self {
        Self(Box::new(Inner { method, kind, source: None, may_be_made: false }))
    }

    pub(crate) fn with_source(
        method: Cow<'static, str>,
        kind: Kind,
        source: impl Into<BoxError>,
    ) -> Self {
        Self(Box::new(Inner { method, kind, source: Some(source.into()), may_be_made: false }))
    }

    /// Creates a refusal as a server would send it, for services that replace Telegram, for
    /// example in tests.
    pub fn refused(call: &Call, code: u16, description: impl Into<String>) -> Self {
        let description = description.into().into_boxed_str();
        let refusal = Refusal { code, description, ..Refusal::default() };
        Self::new(call.method_name(), Kind::Refused(refusal))
    }

    /// Sets the `retry_after` of a refusal.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        if let Kind::Refused(refusal) = &mut self.0.kind {
            refusal.retry_after = Some(wait);
        }
        self
    }

    /// Sets the supergroup that the group of a refused call has become.
    #[must_use]
    pub fn with_migrated_to(mut self, chat: ChatId) -> Self {
        if let Kind::Refused(refusal) = &mut self.0.kind {
            refusal.migrated_to = Some(chat);
        }
        self
    }

    /// Creates the error of a call that never reached the server, for custom transports.
    pub fn not_sent(call: &Call, source: impl Into<BoxError>) -> Self {
        Self::with_source(call.method_name(), Kind::NotSent, source)
    }

    /// Creates the error of a call that may or may not have been made, for custom transports.
    pub fn ambiguous(call: &Call, source: impl Into<BoxError>) -> Self {
        Self::with_source(call.method_name(), Kind::Ambiguous("the connection failed"), source)
    }

    /// Converts the error of a stack of layers.
    pub(crate) fn from_stack(method: Cow<'static, str>, error: BoxError) -> Self {
        match error.downcast::<Self>() {
            Ok(error) => *error,
            Err(other) => Self::with_source(method, Kind::Layer, other),
        }
    }

    /// Finds a client's error in the source chain of any error, the error itself included.
    ///
    /// Use it in failure policies and error observers, where the error of a handler may wrap the
    /// client's.
    pub fn find<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a Self> {
        find_error(error)
    }

    /// Returns the error that Telegram, or a gateway on the way, answered with.
    fn response_error(&self) -> Option<&Refusal> {
        match &self.0.kind {
            Kind::Refused(refusal) | Kind::AlreadyDone(refusal) => Some(refusal),
            _ => match &self.0.source {
                Some(source) => Self::find(&**source)?.response_error(),
                None => None,
            },
        }
    }

    /// Returns the error that a Bot API server answered with.
    fn refusal(&self) -> Option<&Refusal> {
        self.response_error().filter(|refusal| !refusal.is_from_gateway)
    }

    /// Returns the HTTP status of an error that Telegram, or a gateway on the way, answered with.
    pub(crate) fn status(&self) -> Option<u16> {
        self.response_error().map(|refusal| refusal.code)
    }

    /// Returns the name of the called method.
    pub fn method(&self) -> &str {
        &self.0.method
    }

    /// Returns Telegram's error code, which is an HTTP status; `None` unless a Bot API server
    /// answered with an error. The status of a [gateway](Self::is_gateway) is not returned.
    pub fn code(&self) -> Option<u16> {
        self.refusal().map(|refusal| refusal.code)
    }

    /// Returns Telegram's description; `None` unless a Bot API server answered with an error.
    pub fn description(&self) -> Option<&str> {
        self.refusal().map(|refusal| &*refusal.description)
    }

    /// Returns how long Telegram, or a gateway on the way, requires the client to wait.
    ///
    /// Source: Bot API 10.3,
    /// [`ResponseParameters`](https://core.telegram.org/bots/api#responseparameters).
    pub fn retry_after(&self) -> Option<Duration> {
        self.response_error()?.retry_after
    }

    /// Returns the id of the supergroup that the group has become.
    ///
    /// Source: Bot API 10.3,
    /// [`ResponseParameters`](https://core.telegram.org/bots/api#responseparameters).
    pub fn migrated_to(&self) -> Option<ChatId> {
        self.refusal()?.migrated_to
    }

    /// Returns whether nothing of the call reached the server. Such a call can always be retried
    /// safely.
    pub fn is_not_sent(&self) -> bool {
        matches!(self.0.kind, Kind::NotSent) || self.wrapped().is_some_and(Self::is_not_sent)
    }

    /// Returns the client's error that a custom layer wrapped.
    fn wrapped(&self) -> Option<&Self> {
        match (&self.0.kind, &self.0.source) {
            (Kind::Layer, Some(source)) => Self::find(&**source),
            _ => None,
        }
    }

    /// Returns whether the call may or may not have been made: the connection failed, the call
    /// timed out, the server failed, its response was malformed, a [gateway](Self::is_gateway)
    /// answered instead, or a custom layer failed with an error of its own.
    pub fn is_ambiguous(&self) -> bool {
        match &self.0.kind {
            Kind::Ambiguous(_) | Kind::TimedOut(_) | Kind::AlreadyDone(_) => true,
            Kind::Refused(refusal) => refusal.is_ambiguous(),
            Kind::Layer => self.wrapped().is_none_or(Self::is_ambiguous),
            _ => false,
        }
    }

    /// Returns whether a proxy, load balancer or captive portal on the way answered instead of
    /// a Bot API server.
    ///
    /// Such an answer carries no information about the call, the token or the chat. Only these
    /// other predicates can be true: [`is_server_error`](Self::is_server_error) for 5xx,
    /// [`is_too_many_requests`](Self::is_too_many_requests) for 429, and
    /// [`is_too_large`](Self::is_too_large) for 413. Gateways respond with 429 and 413 before they
    /// forward anything; after all other statuses the outcome of the call is unknown, and
    /// [`is_ambiguous`](Self::is_ambiguous) is true. These include redirects, which are never
    /// followed.
    pub fn is_gateway(&self) -> bool {
        self.response_error().is_some_and(|refusal| refusal.is_from_gateway)
    }

    /// Returns whether the call was most likely made although there is no result: the outcome of
    /// an earlier attempt was unknown, and Telegram refused the retry because the effect already
    /// exists.
    ///
    /// An example is an edit that is refused with *message is not modified*. If the method can
    /// only return `true`, such a call succeeds instead. The error is
    /// [ambiguous](Self::is_ambiguous), has Telegram's [`code`](Self::code) and
    /// [`description`](Self::description), and is not [refused](Self::is_refused).
    pub fn is_probably_done(&self) -> bool {
        matches!(self.0.kind, Kind::AlreadyDone(_))
            || self.wrapped().is_some_and(Self::is_probably_done)
    }

    /// Returns whether Telegram understood the call and refused it.
    pub fn is_refused(&self) -> bool {
        self.code().is_some_and(|code| code < 500) && !self.is_probably_done()
    }

    /// Converts the refusal of a call whose earlier attempt was most likely made.
    pub(crate) fn into_already_done(mut self) -> Self {
        if let Kind::Refused(refusal) = self.0.kind {
            self.0.kind = Kind::AlreadyDone(refusal);
        }
        self
    }

    /// Marks that an earlier attempt of the call may have been made.
    pub(crate) fn after_ambiguity(mut self) -> Self {
        self.0.may_be_made = true;
        if self.0.kind == Kind::NotSent {
            self.0.kind = Kind::Ambiguous(
                "no response to the first attempt, and no connection for the retry",
            );
        }
        self
    }

    /// Returns whether an earlier attempt of the call may have been made.
    pub(crate) fn may_be_made(&self) -> bool {
        self.0.may_be_made
    }

    /// Returns whether the call timed out.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::TimedOut(_)) || self.wrapped().is_some_and(Self::is_timeout)
    }

    /// Returns whether the result could not be decoded as the method's output.
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode)
    }

    /// Returns whether a file could not be read for sending. In that case nothing was sent.
    pub fn is_upload(&self) -> bool {
        matches!(self.0.kind, Kind::Upload)
    }

    /// Returns whether a file could not be downloaded or stored.
    pub fn is_download(&self) -> bool {
        matches!(self.0.kind, Kind::Download(_))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.0.method)?;
        match &self.0.kind {
            Kind::NotSent => f.write_str("the server could not be reached; nothing was sent"),
            Kind::Ambiguous(what) => write!(f, "{what}; the call may have been made"),
            Kind::TimedOut(limit) => {
                write!(f, "no response within {limit:?}; the call may have been made")
            }
            Kind::Refused(refusal) => {
                write!(f, "{} {}", refusal.code, refusal.description)?;
                if refusal.is_from_gateway {
                    f.write_str(" (answered by a gateway, not by Telegram)")
                } else {
                    Ok(())
                }
            }
            Kind::AlreadyDone(refusal) => {
                write!(
                    f,
                    "already done by an earlier attempt: {} {}",
                    refusal.code, refusal.description
                )
            }
            Kind::Decode => f.write_str("the result could not be decoded"),
            Kind::Upload => f.write_str("a file could not be read; nothing was sent"),
            Kind::Download(what) => f.write_str(what),
            Kind::Layer => f.write_str("a layer around the call failed"),
        }
    }
}

/// Includes all causes, because a `main` that returns the error prints its `Debug`.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_causes(self, f)
    }
}

/// If a query was too old to be answered, the source is [`TooLate`].
impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.source {
            Some(source) => Some(&**source),
            None if self.is_query_expired() => Some(&TooLate),
            None => None,
        }
    }
}
