//! Why a bot does not run.

use std::{error::Error, fmt};

use chappe_core::BoxError;

/// Why a bot does not run, or no longer.
pub struct RunError {
    message: &'static str,
    source: Option<BoxError>,
    is_setup: bool,
}

impl RunError {
    /// There is nothing to run the bot with.
    pub(crate) fn setup(message: &'static str, source: Option<BoxError>) -> Self {
        Self { message, source, is_setup: true }
    }

    /// The bot ran, and ended.
    pub(crate) fn ended(source: BoxError) -> Self {
        Self { message: "the bot ended", source: Some(source), is_setup: false }
    }

    /// Whether there was nothing to run the bot with: no token, or a wrong one.
    pub fn is_setup(&self) -> bool {
        self.is_setup
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)
    }
}

/// With all reasons, for it is what a `main` that returns it shows.
impl fmt::Debug for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        chappe_core::write_causes(self, f)
    }
}

impl Error for RunError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}
