//! The error of building a bot.

use std::{error::Error, fmt};

use chappe_core::{BoxError, write_causes};

use crate::token::TokenError;

/// Why a bot could not be built: no token, an invalid one, an invalid URL of a
/// server, or a server that is reached over HTTPS without the feature `tls`.
pub struct BuildError {
    reason: &'static str,
    source: Option<BoxError>,
}

impl BuildError {
    pub(super) fn new(reason: &'static str) -> Self {
        Self { reason, source: None }
    }

    pub(super) fn with_source(reason: &'static str, source: impl Into<BoxError>) -> Self {
        Self { reason, source: Some(source.into()) }
    }
}

impl From<TokenError> for BuildError {
    fn from(error: TokenError) -> Self {
        Self::with_source("the token cannot be used", error)
    }
}

/// Includes all causes, because a `main` that returns the error prints its `Debug`.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_causes(self, f)
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason)
    }
}

impl Error for BuildError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}
