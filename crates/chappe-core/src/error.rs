//! The errors of the pipeline itself.

use std::{any::Any, error::Error, fmt};

/// The error type of the pipeline: handlers, layers and filters fail with any error.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// A panic of user code, caught and converted into an error of its update.
///
/// The panic occurred in a handler, filter or layer, in the destructor of one of their values, or
/// in the `source` of an error, which this error then replaces. Error observers receive it like
/// any other failure: `failed_with::<Panicked>()`.
///
/// A destructor that panics while another panic unwinds aborts the process, as everywhere in
/// Rust.
#[derive(Debug)]
pub struct Panicked {
    message: Box<str>,
}

impl Panicked {
    /// Returns the message of the panic, or a placeholder if the panic payload is not a string.
    pub fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn new(payload: &(dyn Any + Send)) -> Self {
        let message = payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("a panic without text");
        Self { message: message.into() }
    }
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "panicked: {}", self.message)
    }
}

impl Error for Panicked {}

/// An answer to an event that has expired, such as a callback query of some minutes ago.
///
/// An error with this error among its sources fails its update like any other. It is logged as a
/// warning, not as an error, because it does not indicate a bug.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TooLate;

impl fmt::Display for TooLate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it came too late")
    }
}

impl Error for TooLate {}

/// The error of a layer that forwards a request which it created itself.
///
/// A layer must forward the request it received, a clone of it, or one with a changed event
/// ([`Request::with_event`](crate::Request::with_event)): the request carries the bot's identity,
/// the dispatcher's values, and the matched route.
#[derive(Clone, Copy, Debug)]
pub struct ForeignRequest(pub(crate) ());

impl fmt::Display for ForeignRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a layer forwarded a request that it created itself: forward the request it received, a clone of it, or `request.with_event(…)`",
        )
    }
}

impl Error for ForeignRequest {}
