//! An error that covers a bot from its setup to its shutdown.

use std::{error::Error as StdError, fmt};

use chappe_core::{BoxError, BuildError, write_causes};

/// Why a bot did not start, or why it ended.
///
/// The error of [`run`](crate::run). The errors of [`Polling`](crate::polling::Polling), of
/// [`serve`](crate::webhook::serve), of [`Bot::from_env`](crate::client::Bot::from_env), of calls
/// and of [`try_build`](crate::DispatcherBuilder::try_build) convert into it, so a `main` that
/// does not use `run` can return it too. The error of handlers and layers is another type,
/// [`BoxError`](crate::BoxError).
///
/// Its [`source`](StdError::source) is the error that it was converted from, if there is one;
/// [`find_error`](crate::find_error) finds it by its type. `Debug` writes all causes, because a
/// `main` that returns an error prints its `Debug` text.
///
/// # Example
///
/// ```
/// use std::process::ExitCode;
///
/// /// The supervisor is configured not to restart a bot that exits with 78.
/// fn exit_code(error: &chappe::Error) -> ExitCode {
///     if error.is_setup() { ExitCode::from(78) } else { ExitCode::FAILURE }
/// }
/// # let _ = exit_code;
/// ```
pub struct Error {
    message: &'static str,
    phase: Option<Phase>,
    source: Option<BoxError>,
}

/// What a bot was doing when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Setup,
    Startup,
    Stopped,
    Shutdown,
}

impl Error {
    pub(crate) fn new(
        message: &'static str,
        phase: impl Into<Option<Phase>>,
        source: Option<BoxError>,
    ) -> Self {
        Self { message, phase: phase.into(), source }
    }

    /// Returns whether the bot could not be set up: a restart fails again unless something is
    /// changed.
    ///
    /// The possible causes are a missing or malformed token, an emulator that cannot start, a
    /// router with mistakes, and handlers that require values which the source of updates does not
    /// provide.
    pub fn is_setup(&self) -> bool {
        self.phase == Some(Phase::Setup)
    }

    /// Returns whether the startup failed: a startup callback failed, or a layer around a
    /// webhook's dispatcher panicked when it was applied. This bot handled no update.
    pub fn is_startup(&self) -> bool {
        self.phase == Some(Phase::Startup)
    }

    /// Returns whether the bot could not continue: Telegram rejects its token, its webhook cannot
    /// be registered, its HTTP server failed, or its task panicked.
    pub fn is_stopped(&self) -> bool {
        self.phase == Some(Phase::Stopped)
    }

    /// Returns whether a shutdown callback failed, after the last update was handled.
    pub fn is_shutdown(&self) -> bool {
        self.phase == Some(Phase::Shutdown)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_causes(self, f)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

impl From<BuildError> for Error {
    fn from(error: BuildError) -> Self {
        Self::new("the router has mistakes", Phase::Setup, Some(error.into()))
    }
}

#[cfg(test)]
mod tests {
    use chappe_core::{Dispatcher, Router, find_error};

    use super::*;

    #[test]
    fn mistakes_of_a_router_are_errors_of_the_setup_and_stay_in_reach() {
        let router = Router::new("app").include(Router::new("app"));
        let error = Dispatcher::builder(router).try_build().map_err(Error::from).unwrap_err();
        assert!(error.is_setup() && !error.is_startup() && !error.is_stopped());
        assert!(find_error::<BuildError>(&error).is_some());
        assert!(format!("{error:?}").starts_with("the router has mistakes: "), "{error:?}");
    }
}
