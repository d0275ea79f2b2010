//! Errors of the control API.

use std::{error::Error, fmt};

/// The error of a failed call of the control API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlError {
    status: u16,
    description: String,
}

impl ControlError {
    pub(crate) fn new(status: u16, description: impl Into<String>) -> Self {
        Self { status, description: description.into() }
    }

    /// Returns the status of the HTTP response.
    pub fn status(&self) -> u16 {
        self.status
    }
}

impl From<String> for ControlError {
    fn from(description: String) -> Self {
        Self::new(400, description)
    }
}

impl fmt::Display for ControlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.description)
    }
}

impl Error for ControlError {}
