//! Errors of the pipeline itself.

use std::{any::Any, error::Error, fmt};

/// The error that flows through the pipeline: whatever handlers, layers and
/// filters fail with.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// A panic of user code, caught and turned into an error of its update: in a
/// handler, filter or layer, in a destructor of theirs, or in the `source` of an
/// error, which this one then replaces.
///
/// Error observers get it like any other failure: `failed_with::<Panicked>()`.
///
/// A destructor that panics while another panic unwinds through it aborts the
/// process, as everywhere in Rust.
#[derive(Debug)]
pub struct Panicked {
    message: Box<str>,
}

impl Panicked {
    /// What the panic said, if it said it as text.
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

/// An answer that came after what it answers had expired, such as that to the
/// press of a button minutes ago.
///
/// An error that has it among its sources fails its update like any other, but
/// is nobody's mistake: it is logged as a warning, not as an error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TooLate;

impl fmt::Display for TooLate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it came too late")
    }
}

impl Error for TooLate {}

/// A request that a layer made itself and handed on.
///
/// A layer must hand on the request it was given, a clone of it, or one with a
/// changed event ([`Request::with_event`](crate::Request::with_event)): the
/// request carries who the bot is, the values for all, and the matched route.
#[derive(Clone, Copy, Debug)]
pub struct ForeignRequest(pub(crate) ());

impl fmt::Display for ForeignRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a layer handed on a request of its own making: hand on the one it was given, a clone, or `request.with_event(…)`",
        )
    }
}

impl Error for ForeignRequest {}
