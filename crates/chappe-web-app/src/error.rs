//! The errors of checks.

use std::{error::Error as StdError, fmt, time::Duration};

/// The reason for which signed data was refused.
///
/// Contains names of fields and durations, never values: these are personal data, and a signature
/// is a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The signature does not match.
    Forged,
    /// The data is older than allowed.
    Expired { age: Duration, max_age: Duration },
    /// The date is in the future.
    Future { ahead: Duration },
    /// A field is missing.
    Missing(&'static str),
    /// A field has an invalid value.
    Invalid(&'static str),
    /// A name occurs twice.
    Repeated,
    /// The data is not a list of pairs.
    NotPairs(&'static str),
}

impl Error {
    pub(crate) fn new(kind: Kind) -> Self {
        Self(kind)
    }

    /// Returns whether the signature does not match the data: the data was changed, or belongs to
    /// another bot.
    pub fn is_forged(&self) -> bool {
        matches!(self.0, Kind::Forged)
    }

    /// Returns whether the signature matches and the data is older than the verifier's `max_age`.
    /// The user must open the web app, or log in, again.
    pub fn is_expired(&self) -> bool {
        matches!(self.0, Kind::Expired { .. })
    }

    /// Returns whether the signature matches and the data is more than a minute newer than the
    /// clock of the check.
    pub fn is_from_the_future(&self) -> bool {
        matches!(self.0, Kind::Future { .. })
    }

    /// Returns whether the data does not have the form that Telegram produces: a field is missing,
    /// repeated or has an invalid value.
    pub fn is_malformed(&self) -> bool {
        !self.is_forged() && !self.is_expired() && !self.is_from_the_future()
    }

    /// Returns the name of the field that is missing or has an invalid value.
    pub fn field(&self) -> Option<&'static str> {
        match self.0 {
            Kind::Missing(field) | Kind::Invalid(field) => Some(field),
            Kind::Expired { .. } | Kind::Future { .. } => Some("auth_date"),
            Kind::Forged | Kind::Repeated | Kind::NotPairs(_) => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Forged => f.write_str(
                "the signature does not match: the data was changed, or it is signed for another bot",
            ),
            Kind::Expired { age, max_age } => write!(
                f,
                "the data is {} s old, over {} s: open the web app, or log in, again",
                age.as_secs(),
                max_age.as_secs()
            ),
            Kind::Future { ahead } => write!(
                f,
                "the data is from {} s in the future: correct the clock of this machine",
                ahead.as_secs()
            ),
            Kind::Missing(field) => write!(
                f,
                "the field `{field}` is missing: pass the data on exactly as Telegram provides it"
            ),
            Kind::Invalid(field) => write!(f, "the field `{field}` has an invalid value"),
            Kind::Repeated => f.write_str("a field occurs twice"),
            Kind::NotPairs(reason) => f.write_str(reason),
        }
    }
}

impl StdError for Error {}

/// The error of an invalid token: it is not digits, a colon, and letters, digits, `_` and `-`. The
/// error does not contain the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidToken(pub(crate) ());

impl fmt::Display for InvalidToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "not a bot token: copy the whole token from @BotFather, such as `123456:ABC-DEF…`",
        )
    }
}

impl StdError for InvalidToken {}
