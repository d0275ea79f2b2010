//! Errors of the pipeline itself.

use std::{any::Any, error::Error, fmt, panic::AssertUnwindSafe};

/// The error that flows through the pipeline: whatever handlers, layers and
/// filters fail with.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// A panic in a handler, filter or layer, caught and turned into an error of
/// its update.
///
/// Error observers get it like any other failure: `failed_with::<Panicked>()`.
#[derive(Debug)]
pub struct Panicked {
    message: Box<str>,
}

impl Panicked {
    /// What the panic said, if it said it as text.
    pub fn message(&self) -> &str {
        &self.message
    }

    fn new(payload: &(dyn Any + Send)) -> Self {
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

/// Runs `work`; a panic becomes an error.
///
/// What `work` touched must not be used again after a panic: callers drop the
/// future or request that was being worked on.
///
/// It is compiled once for all that is run: work that takes what it captured takes
/// it out of an `Option`, and leaves its result in a variable around it.
#[inline]
pub(crate) fn catch(work: &mut dyn FnMut()) -> Result<(), BoxError> {
    match run(work) {
        Ok(()) => Ok(()),
        Err(payload) => Err(panicked(payload)),
    }
}

#[inline]
fn run(work: &mut dyn FnMut()) -> Result<(), Box<dyn Any + Send>> {
    std::panic::catch_unwind(AssertUnwindSafe(work))
}

#[cold]
#[inline(never)]
fn panicked(payload: Box<dyn Any + Send>) -> BoxError {
    let panicked = Panicked::new(&*payload);
    let mut payload = Some(payload);
    // Dropping the payload may itself panic, which nothing could catch.
    let _ = run(&mut || payload = None);
    panicked.into()
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_with_its_text() {
        let text = catch(&mut || panic!("at {}", "noon")).map_err(|error| error.to_string());
        let other = catch(&mut || std::panic::panic_any(7)).map_err(|error| error.to_string());
        assert_eq!(text, Err::<(), _>("panicked: at noon".to_owned()));
        assert_eq!(other, Err::<(), _>("panicked: a panic without text".to_owned()));
    }
}
