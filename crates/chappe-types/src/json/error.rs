//! The error of decoding.

use std::{error::Error, fmt};

/// The error of a document that could not be decoded.
///
/// Contains the position and the expected token, never the text of the document, which people
/// wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    pub(crate) fault: Fault,
    pub(crate) offset: usize,
}

/// The reason for an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Syntax(&'static str),
    Type(&'static str),
    Missing(&'static str),
    TooDeep,
    NotUtf8,
}

impl DecodeError {
    pub(crate) fn new(fault: Fault, offset: usize) -> Self {
        Self { fault, offset }
    }

    /// Returns true if the document is not JSON, not UTF-8, or nested too deep.
    pub fn is_syntax(&self) -> bool {
        matches!(self.fault, Fault::Syntax(_) | Fault::TooDeep | Fault::NotUtf8)
    }

    /// Returns the position in the document, in bytes.
    pub fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.fault {
            Fault::Syntax(expected) => write!(f, "not JSON: expected {expected}")?,
            Fault::Type(expected) => write!(f, "expected {expected}")?,
            Fault::Missing(field) => write!(f, "the field `{field}` is missing")?,
            Fault::TooDeep => f.write_str("nested too deep")?,
            Fault::NotUtf8 => f.write_str("not UTF-8")?,
        }
        write!(f, " at byte {}", self.offset)
    }
}

impl Error for DecodeError {}
