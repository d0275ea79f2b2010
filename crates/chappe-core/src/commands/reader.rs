//! The words after a command.

use std::borrow::Cow;

use chappe_types::Message;

use crate::{
    commands::{Argument, ArgumentError},
    text::is_space,
};

/// The text after a command, of which each field takes its words.
#[derive(Debug)]
pub struct Words<'a> {
    /// What is left, without surrounding white space.
    rest: &'a str,
    is_quoted: bool,
    message: Option<&'a Message>,
    /// The position of the field that is being read.
    field: usize,
}

impl<'a> Words<'a> {
    /// Creates the reader of a text without surrounding white space.
    pub(crate) fn new(rest: &'a str, is_quoted: bool, message: Option<&'a Message>) -> Self {
        Self { rest, is_quoted, message, field: 0 }
    }

    /// Returns whether no word is left.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Returns the text that is left, without surrounding white space.
    pub fn as_str(&self) -> &'a str {
        self.rest
    }

    /// Returns the message of the command; `None` if a text is parsed.
    pub fn message(&self) -> Option<&'a Message> {
        self.message
    }

    /// Takes the next word. For a command with `quoted`, a part in quotation marks is one word,
    /// without the marks: `"…"`, `“…”`, `„…“`, `«…»`. Between straight marks, `\"` is a mark and
    /// `\\` a backslash.
    ///
    /// # Errors
    ///
    /// Fails if no word is left, or if a quotation mark is not closed.
    pub fn next_word(&mut self) -> Result<Cow<'a, str>, ArgumentError> {
        if self.is_empty() {
            return Err(ArgumentError::missing());
        }
        if self.is_quoted {
            if let Some((word, length)) = quotation(self.rest)? {
                self.skip(length);
                return Ok(word);
            }
        }
        let word = self.peek();
        self.skip(word.len());
        Ok(word.into())
    }

    /// Returns the next word, as it is written.
    pub(crate) fn peek(&self) -> &'a str {
        let end = self.rest.find(is_space).unwrap_or(self.rest.len());
        &self.rest[..end]
    }

    /// Takes the first bytes of the rest.
    pub(crate) fn skip(&mut self, bytes: usize) {
        self.rest = self.rest[bytes..].trim_start_matches(is_space);
    }

    /// The position of the field that is being read.
    pub(crate) fn field(&self) -> usize {
        self.field
    }

    /// Reads a required field.
    #[doc(hidden)]
    pub fn one<T: Argument>(&mut self) -> Result<T, ArgumentError> {
        let value = T::take(self)?;
        self.field += 1;
        Ok(value)
    }

    /// Reads an optional field.
    #[doc(hidden)]
    pub fn optional<T: Argument>(&mut self) -> Result<Option<T>, ArgumentError> {
        let value = T::take_optional(self)?;
        self.field += 1;
        Ok(value)
    }

    /// Reads all words that are left.
    #[doc(hidden)]
    pub fn all<T: Argument>(&mut self) -> Result<Vec<T>, ArgumentError> {
        let mut values = Vec::new();
        while !self.is_empty() {
            values.push(T::take(self)?);
        }
        self.field += 1;
        Ok(values)
    }

    /// Reads the text that is left.
    #[doc(hidden)]
    pub fn rest(&mut self) -> Result<String, ArgumentError> {
        self.optional_rest()?.ok_or_else(|| {
            self.field -= 1;
            ArgumentError::missing()
        })
    }

    /// Reads the text that is left, if any.
    #[doc(hidden)]
    pub fn optional_rest(&mut self) -> Result<Option<String>, ArgumentError> {
        let text = match self.is_quoted.then(|| quotation(self.rest)).transpose()?.flatten() {
            // The whole rest is one quotation.
            Some((word, length)) if length == self.rest.len() => word.into_owned(),
            _ => self.rest.to_owned(),
        };
        self.field += 1;
        Ok((!std::mem::take(&mut self.rest).is_empty()).then_some(text))
    }

    /// Checks that no word is left.
    #[doc(hidden)]
    pub fn end(&self) -> Result<(), ArgumentError> {
        if self.is_empty() { Ok(()) } else { Err(ArgumentError::surplus(self.peek())) }
    }
}

/// Returns the quotation at the beginning of a text, without its marks, and its length with them
/// in bytes.
fn quotation(text: &str) -> Result<Option<(Cow<'_, str>, usize)>, ArgumentError> {
    let closing = match text.chars().next() {
        Some('"') => return straight_quotation(text).map(Some),
        Some('“') => '”',
        Some('„') => '“',
        Some('«') => '»',
        _ => return Ok(None),
    };
    let opening = text.chars().next().map_or(0, char::len_utf8);
    let inside = &text[opening..];
    let end = inside.find(closing).ok_or_else(not_closed)?;
    Ok(Some((inside[..end].into(), opening + end + closing.len_utf8())))
}

fn straight_quotation(text: &str) -> Result<(Cow<'_, str>, usize), ArgumentError> {
    let mut word = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Ok((word.into(), at + 1)),
            '\\' => match chars.next() {
                Some((_, escaped @ ('"' | '\\'))) => word.push(escaped),
                Some((_, other)) => word.extend(['\\', other]),
                None => break,
            },
            c => word.push(c),
        }
    }
    Err(not_closed())
}

fn not_closed() -> ArgumentError {
    ArgumentError::new("a quotation mark is not closed")
}
