//! Decodes values from callback data.

use crate::callback_data::digits;

/// The rest of callback data that is being decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataReader<'a> {
    rest: &'a str,
}

impl<'a> DataReader<'a> {
    /// Creates a reader of `data`.
    pub fn new(data: &'a str) -> Self {
        Self { rest: data }
    }

    /// Removes and returns the next character. Returns `None` at the end.
    pub fn next_char(&mut self) -> Option<char> {
        let mut rest = self.rest.chars();
        let character = rest.next()?;
        self.rest = rest.as_str();
        Some(character)
    }

    /// Removes and returns the next `length` bytes. Returns `None` if there are fewer, or if they
    /// end inside of a character.
    pub fn take(&mut self, length: usize) -> Option<&'a str> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    /// Returns what is not decoded yet.
    pub fn rest(&self) -> &'a str {
        self.rest
    }

    /// Returns true if everything is decoded.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let (number, length) = digits::read(self.rest)?;
        self.take(length)?;
        Some(number)
    }

    pub(super) fn wide_number(&mut self) -> Option<u128> {
        let (number, length) = digits::read_wide(self.rest)?;
        self.take(length)?;
        Some(number)
    }
}
