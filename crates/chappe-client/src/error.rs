//! What may go wrong with a call.

use std::{borrow::Cow, error::Error as StdError, fmt, time::Duration};

use chappe_core::{BoxError, TooLate, find_error, write_causes};
use chappe_types::ChatId;

use crate::call::Call;

/// Why a call failed.
///
/// Opaque: ask it. What Telegram said is in [`code`](Self::code) and
/// [`description`](Self::description), known or not; the predicates know the
/// common descriptions. What was thrown below is among the
/// [`source`](StdError::source)s. It never shows the token, nor what was sent.
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
///         Err(error) if error.is_blocked() => Ok(()), // they will be missed
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
    /// An earlier try may have been made, whatever became of the last one.
    may_be_made: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing of the call reached the server.
    NotSent,
    /// The call may have been made, or not.
    Ambiguous(&'static str),
    /// The call took too long; it may have been made, or not.
    TimedOut(Duration),
    /// The server answered with an error.
    Refused(Refusal),
    /// The server answered that what is wanted is so already, to a call that had been
    /// made before.
    Done(Refusal),
    /// The call was made, and the result is not what was expected.
    Result,
    /// A file could not be read to be sent.
    Upload,
    /// A file could not be stored or was not as it should be.
    Download(&'static str),
    /// A layer of the user's own failed.
    Layer,
}

/// An error as Telegram tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: u16,
    pub(crate) description: Box<str>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) migrated_to: Option<ChatId>,
    /// Not a Bot API server's words, but those of something on the way.
    pub(crate) is_foreign: bool,
}

impl Refusal {
    /// Whether the call may have been made all the same.
    fn is_ambiguous(&self) -> bool {
        // Gateways say these two before they pass anything on.
        self.code >= 500 || (self.is_foreign && !matches!(self.code, 413 | 429))
    }
}

impl Error {
    pub(crate) fn new(method: Cow<'static, str>, kind: Kind) -> Self {
        Self(Box::new(Inner { method, kind, source: None, may_be_made: false }))
    }

    pub(crate) fn because(
        method: Cow<'static, str>,
        kind: Kind,
        source: impl Into<BoxError>,
    ) -> Self {
        Self(Box::new(Inner { method, kind, source: Some(source.into()), may_be_made: false }))
    }

    /// A refusal as a server would send it: for services of your own that stand
    /// in for Telegram, in tests say.
    pub fn refused(call: &Call, code: u16, description: impl Into<String>) -> Self {
        let description = description.into().into_boxed_str();
        let refusal = Refusal { code, description, ..Refusal::default() };
        Self::new(call.method_name(), Kind::Refused(refusal))
    }

    /// The same refusal, with a time to wait.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        if let Kind::Refused(refusal) = &mut self.0.kind {
            refusal.retry_after = Some(wait);
        }
        self
    }

    /// The error of a call that never reached the server, for transports of
    /// your own.
    pub fn not_sent(call: &Call, source: impl Into<BoxError>) -> Self {
        Self::because(call.method_name(), Kind::NotSent, source)
    }

    /// The error of a call of which nobody knows whether it was made, for
    /// transports of your own.
    pub fn ambiguous(call: &Call, source: impl Into<BoxError>) -> Self {
        Self::because(call.method_name(), Kind::Ambiguous("the connection broke"), source)
    }

    /// What came out of a stack of layers, as a client's error.
    pub(crate) fn of(method: Cow<'static, str>, error: BoxError) -> Self {
        match error.downcast::<Self>() {
            Ok(error) => *error,
            Err(other) => Self::because(method, Kind::Layer, other),
        }
    }

    /// The client's error along the sources of any, itself included.
    ///
    /// What a handler returned may wrap it; a policy or an error observer finds
    /// it so.
    pub fn find<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a Self> {
        find_error(error)
    }

    /// An error as a server told it: Telegram's, or a gateway's on the way.
    fn told(&self) -> Option<&Refusal> {
        match &self.0.kind {
            Kind::Refused(refusal) | Kind::Done(refusal) => Some(refusal),
            _ => match &self.0.source {
                Some(source) => Self::find(&**source)?.told(),
                None => None,
            },
        }
    }

    /// An error as a Bot API server told it.
    fn refusal(&self) -> Option<&Refusal> {
        self.told().filter(|refusal| !refusal.is_foreign)
    }

    /// The HTTP status of whoever answered with an error.
    pub(crate) fn status(&self) -> Option<u16> {
        self.told().map(|refusal| refusal.code)
    }

    /// The method that was called.
    pub fn method(&self) -> &str {
        &self.0.method
    }

    /// Telegram's error code, which is an HTTP status; `None` unless a Bot API server
    /// answered with an error. What a [gateway](Self::is_gateway) says is not here.
    pub fn code(&self) -> Option<u16> {
        self.refusal().map(|refusal| refusal.code)
    }

    /// Telegram's own words; `None` unless a Bot API server answered with an error.
    pub fn description(&self) -> Option<&str> {
        self.refusal().map(|refusal| &*refusal.description)
    }

    /// How long Telegram, or a gateway on the way, wants no more such calls.
    ///
    /// Source: Bot API 10.3,
    /// [`ResponseParameters`](https://core.telegram.org/bots/api#responseparameters).
    pub fn retry_after(&self) -> Option<Duration> {
        self.told()?.retry_after
    }

    /// The supergroup that the group has become.
    ///
    /// Source: Bot API 10.3,
    /// [`ResponseParameters`](https://core.telegram.org/bots/api#responseparameters).
    pub fn migrated_to(&self) -> Option<ChatId> {
        self.refusal()?.migrated_to
    }

    /// Whether nothing of the call reached the server: it may be made again,
    /// whatever it is.
    pub fn is_not_sent(&self) -> bool {
        matches!(self.0.kind, Kind::NotSent) || self.wrapped().is_some_and(Self::is_not_sent)
    }

    /// What a layer of the user's own wrapped.
    fn wrapped(&self) -> Option<&Self> {
        match (&self.0.kind, &self.0.source) {
            (Kind::Layer, Some(source)) => Self::find(&**source),
            _ => None,
        }
    }

    /// Whether nobody knows if the call was made: the connection broke, the
    /// time was up, the server failed, its answer made no sense, a
    /// [gateway](Self::is_gateway) answered in its place, or a layer of your own failed
    /// for a reason of its own.
    pub fn is_ambiguous(&self) -> bool {
        match &self.0.kind {
            Kind::Ambiguous(_) | Kind::TimedOut(_) | Kind::Done(_) => true,
            Kind::Refused(refusal) => refusal.is_ambiguous(),
            Kind::Layer => self.wrapped().is_none_or(Self::is_ambiguous),
            _ => false,
        }
    }

    /// Whether something on the way answered in place of a Bot API server: a proxy, a
    /// load balancer, a captive portal.
    ///
    /// Its answer says nothing of the call, of the token or of the chat, so no
    /// other predicate holds but these: [`is_server_error`](Self::is_server_error) for
    /// 5xx, [`is_too_many_requests`](Self::is_too_many_requests) for 429 and
    /// [`is_too_large`](Self::is_too_large) for 413, which gateways say before they
    /// pass anything on; and [`is_ambiguous`](Self::is_ambiguous) for all others, a
    /// redirect included, which is never followed.
    pub fn is_gateway(&self) -> bool {
        self.told().is_some_and(|refusal| refusal.is_foreign)
    }

    /// Whether the call was most likely made, although there is no result: it was made
    /// again after nobody knew what became of it, and refused with what Telegram says
    /// where that is done already.
    ///
    /// An edit of a message is such a call: *message is not modified*. Where the
    /// result of a method is `true` and nothing else, such a call succeeds. The error is
    /// [ambiguous](Self::is_ambiguous), has Telegram's [`code`](Self::code) and
    /// [`description`](Self::description), and is not [`is_refused`](Self::is_refused).
    pub fn is_probably_done(&self) -> bool {
        matches!(self.0.kind, Kind::Done(_)) || self.wrapped().is_some_and(Self::is_probably_done)
    }

    /// Whether Telegram understood the call and refused it.
    pub fn is_refused(&self) -> bool {
        self.code().is_some_and(|code| code < 500) && !self.is_probably_done()
    }

    /// The refusal of a call that was made before.
    pub(crate) fn done_before(mut self) -> Self {
        if let Kind::Refused(refusal) = self.0.kind {
            self.0.kind = Kind::Done(refusal);
        }
        self
    }

    /// The error of the last try of a call of which an earlier one may have been made.
    pub(crate) fn after_ambiguity(mut self) -> Self {
        self.0.may_be_made = true;
        if self.0.kind == Kind::NotSent {
            self.0.kind = Kind::Ambiguous("no answer came, and then no connection");
        }
        self
    }

    /// Whether an earlier try of the call may have been made.
    pub(crate) fn may_be_made(&self) -> bool {
        self.0.may_be_made
    }

    /// Whether the call took longer than it may.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::TimedOut(_)) || self.wrapped().is_some_and(Self::is_timeout)
    }

    /// Whether the result was not what the method returns.
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Result)
    }

    /// Whether a file could not be read to be sent; nothing was sent.
    pub fn is_upload(&self) -> bool {
        matches!(self.0.kind, Kind::Upload)
    }

    /// Whether a file could not be downloaded or stored as asked.
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
                write!(f, "no answer within {limit:?}; the call may have been made")
            }
            Kind::Refused(refusal) => {
                write!(f, "{} {}", refusal.code, refusal.description)?;
                if refusal.is_foreign { f.write_str(", says a gateway on the way") } else { Ok(()) }
            }
            Kind::Done(refusal) => {
                write!(f, "made before: {} {}", refusal.code, refusal.description)
            }
            Kind::Result => f.write_str("the result is not what the method returns"),
            Kind::Upload => f.write_str("a file could not be read; nothing was sent"),
            Kind::Download(what) => f.write_str(what),
            Kind::Layer => f.write_str("a layer around the call failed"),
        }
    }
}

/// With all causes, for it is what a `main` that returns it shows.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_causes(self, f)
    }
}

/// What came too late for its query has [`TooLate`] as its source.
impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.source {
            Some(source) => Some(&**source),
            None if self.is_query_expired() => Some(&TooLate),
            None => None,
        }
    }
}
