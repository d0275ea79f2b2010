//! The error of a stash.

use std::{error::Error, fmt};

use crate::error::BoxError;

/// The error of a value that could not be kept or read.
#[derive(Debug)]
pub struct StashError {
    kind: Kind,
    source: BoxError,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Storage,
    Encode,
    Random,
}

impl StashError {
    pub(super) fn storage(source: BoxError) -> Self {
        Self { kind: Kind::Storage, source }
    }

    pub(super) fn encode(source: impl Into<BoxError>) -> Self {
        Self { kind: Kind::Encode, source: source.into() }
    }

    pub(super) fn random(source: impl Into<BoxError>) -> Self {
        Self { kind: Kind::Random, source: source.into() }
    }

    /// Returns true if the storage failed. The call may succeed later.
    pub fn is_storage(&self) -> bool {
        self.kind == Kind::Storage
    }

    /// Returns true if the value could not be converted to JSON.
    pub fn is_encode(&self) -> bool {
        self.kind == Kind::Encode
    }
}

impl fmt::Display for StashError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            Kind::Storage => "the storage of the stash failed",
            Kind::Encode => "the value for the stash cannot be converted to JSON",
            Kind::Random => {
                "the operating system has no random numbers for the id of a stashed value"
            }
        })
    }
}

impl Error for StashError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}
