//! The error of a payload that is too long.

use std::{error::Error, fmt};

/// The most characters of a payload.
pub(crate) const MAX_PAYLOAD: usize = 64;

/// The error of a value whose payload would be refused by Telegram for its length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayloadError {
    length: usize,
    /// The longest field, with its length.
    field: Option<(&'static str, usize)>,
}

impl PayloadError {
    /// Returns the payload if it has a length that Telegram takes.
    pub(crate) fn check(
        payload: String,
        field: Option<(&'static str, usize)>,
    ) -> Result<String, Self> {
        let length = payload.len();
        if (1..=MAX_PAYLOAD).contains(&length) { Ok(payload) } else { Err(Self { length, field }) }
    }

    /// Returns the number of characters that the payload would have.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Returns the name of the longest field; `None` for a value without fields.
    pub fn field(&self) -> Option<&'static str> {
        self.field.map(|(name, _)| name)
    }
}

impl fmt::Display for PayloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the payload of a deep link must have 1–{MAX_PAYLOAD} characters, and has {}",
            self.length
        )?;
        if let Some((name, length)) = self.field {
            write!(f, ", of which the field `{name}` takes {length}")?;
        }
        f.write_str(": put a short id into the link, and keep the data in the bot")
    }
}

impl Error for PayloadError {}
