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
pub(crate) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, BoxError> {
    std::panic::catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let panicked = Panicked::new(&*payload);
        // Dropping the payload may itself panic, which nothing could catch.
        let _ = std::panic::catch_unwind(AssertUnwindSafe(|| drop(payload)));
        panicked.into()
    })
}

/// A request that lost the route which the router had matched for it.
///
/// An inner layer must hand on the request it was given, a clone of it, or one
/// with a changed event, but not a request of its own making.
#[derive(Clone, Copy, Debug)]
pub struct LostRoute(pub(crate) ());

impl fmt::Display for LostRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an inner layer handed on a request of its own making; pass on the one it was given, or a clone")
    }
}

impl Error for LostRoute {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_with_its_text() {
        let text = catch(|| panic!("at {}", "noon")).map_err(|error| error.to_string());
        let other = catch(|| std::panic::panic_any(7)).map_err(|error| error.to_string());
        assert_eq!(text, Err::<(), _>("panicked: at noon".to_owned()));
        assert_eq!(other, Err::<(), _>("panicked: a panic without text".to_owned()));
    }
}
