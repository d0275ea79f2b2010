//! Errors of the client.

use chappe_client::{BuildError, Error as CallError};

use crate::error::error::{Error, Phase};

impl From<BuildError> for Error {
    fn from(error: BuildError) -> Self {
        Self::new("the bot cannot be built", Phase::Setup, Some(error.into()))
    }
}

impl From<CallError> for Error {
    fn from(error: CallError) -> Self {
        Self::new("a call failed", None, Some(error.into()))
    }
}
