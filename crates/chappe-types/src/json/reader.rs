//! The reader: a position in a document, and functions that read a value there.

use std::borrow::Cow;

use crate::json::{
    DecodeError, Fault, digits::plain_whole, extents::Extents, keys::Keys, string::compact_length,
};

/// The deepest nesting of objects and arrays, as in `serde_json`.
const MAX_DEPTH: u8 = 127;

/// The error of a read. The reader stores the reason.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failed;

/// The result of a read.
pub(crate) type Result<T> = std::result::Result<T, Failed>;

/// A position in a JSON document.
pub(crate) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    depth: u8,
    /// The storage for the next escaped key.
    keys: &'a Keys,
    /// A buffer for strings with escapes.
    pub(super) buffer: String,
    error: Option<DecodeError>,
    /// Whether this is a look-ahead: the reader will return to an earlier position.
    pub(super) is_ahead: bool,
    pub(super) extents: Extents,
    #[cfg(test)]
    steps: usize,
}

impl Reader<'_> {
    /// Reads a whole document: one value, followed by white space only.
    pub(crate) fn document<T>(
        bytes: &[u8],
        read: fn(&mut Reader<'_>) -> Result<T>,
    ) -> std::result::Result<T, DecodeError> {
        let mut value = Err(Failed);
        let fault = Self::whole(bytes, &mut |reader| {
            value = read(reader);
            value.is_ok()
        });
        match (value, fault) {
            (Ok(value), None) => Ok(value),
            (_, fault) => Err(fault.unwrap_or(DecodeError::new(Fault::Syntax("a value"), 0))),
        }
    }

    /// The part of [`document`](Self::document) that is not generic: instantiated once, not once
    /// per type. `read` returns whether it succeeded.
    fn whole(bytes: &[u8], read: &mut dyn FnMut(&mut Reader<'_>) -> bool) -> Option<DecodeError> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::over(text, read),
            Err(error) => Some(DecodeError::new(Fault::NotUtf8, error.valid_up_to())),
        }
    }

    /// Like [`whole`](Self::whole), for a text.
    pub(super) fn over(
        text: &str,
        read: &mut dyn FnMut(&mut Reader<'_>) -> bool,
    ) -> Option<DecodeError> {
        let keys = Keys::default();
        let mut reader = Reader {
            text,
            at: 0,
            depth: 0,
            keys: &keys,
            buffer: String::new(),
            error: None,
            is_ahead: false,
            extents: Extents::default(),
            #[cfg(test)]
            steps: 0,
        };
        if read(&mut reader) && reader.end().is_ok() {
            return None;
        }
        let unknown = DecodeError::new(Fault::Syntax("a value"), reader.at);
        Some(reader.error.take().unwrap_or(unknown))
    }
}

impl<'a> Reader<'a> {
    /// Fails at the current position. Only the first failure is stored.
    #[cold]
    pub(crate) fn fail<T>(&mut self, fault: Fault) -> Result<T> {
        let at = self.at;
        self.error.get_or_insert(DecodeError::new(fault, at));
        Err(Failed)
    }

    /// Fails with the first required field that was not seen.
    #[cold]
    #[inline(never)]
    pub(crate) fn missing(&mut self, seen: u32, fields: &[&'static str]) -> Result<()> {
        match fields.get(seen.trailing_ones() as usize) {
            Some(field) => self.fail(Fault::Missing(field)),
            None => Ok(()),
        }
    }

    fn end(&mut self) -> Result<()> {
        match self.peek() {
            None => Ok(()),
            Some(_) => self.fail(Fault::Syntax("the end")),
        }
    }

    /// The next byte that is not white space.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        #[cfg(test)]
        {
            self.steps += 1;
        }
        match self.text.as_bytes().get(self.at) {
            Some(&byte) if byte > b' ' => Some(byte),
            _ => self.peek_beyond(),
        }
    }

    /// The next byte after white space. Telegram sends none, so this path is cold.
    #[cold]
    #[inline(never)]
    fn peek_beyond(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
        None
    }

    /// The number of times that a token was looked at.
    #[cfg(test)]
    pub(super) fn steps(&self) -> usize {
        self.steps
    }

    pub(super) fn take(&mut self, expected: u8, name: &'static str) -> Result<()> {
        if self.peek() == Some(expected) {
            self.at += 1;
            Ok(())
        } else {
            self.fail(Fault::Syntax(name))
        }
    }

    fn descend(&mut self) -> Result<()> {
        if self.depth >= MAX_DEPTH {
            return self.fail(Fault::TooDeep);
        }
        self.depth += 1;
        Ok(())
    }

    /// The position of the reader, in bytes.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// The number of bytes after the position.
    pub(crate) fn left(&self) -> usize {
        self.text.len().saturating_sub(self.at)
    }

    /// The number of levels that a skipped value may still nest.
    pub(super) fn depth_left(&self) -> u8 {
        MAX_DEPTH - self.depth
    }

    /// Enters an object and reads its first key, like [`next_key`](Self::next_key).
    pub(crate) fn first_key(&mut self) -> Option<&'a [u8]> {
        if self.depth < MAX_DEPTH {
            if let Some(key) = self.compact_key(b'{') {
                self.depth += 1;
                return Some(key);
            }
        }
        self.any_first_key()
    }

    /// Reads the next key of the object. Returns `None` after the end of the object and after a
    /// failure; [`leave`](Self::leave) distinguishes the two.
    pub(crate) fn next_key(&mut self) -> Option<&'a [u8]> {
        match self.compact_key(b',') {
            Some(key) => Some(key),
            None => self.any_next_key(),
        }
    }

    /// Reads a key after `opening`, if it has no white space and no escapes, as Telegram writes
    /// keys.
    #[inline]
    fn compact_key(&mut self, opening: u8) -> Option<&'a [u8]> {
        let [first, b'"', rest @ ..] = self.text.as_bytes().get(self.at..)? else { return None };
        if *first != opening {
            return None;
        }
        let length = compact_length(rest)?;
        let (key, after) = rest.split_at_checked(length)?;
        if !after.starts_with(b"\":") {
            return None;
        }
        self.at += length + 4;
        Some(key)
    }

    #[inline(never)]
    fn any_first_key(&mut self) -> Option<&'a [u8]> {
        if self.peek() != Some(b'{') {
            return self.fail(Fault::Type("an object")).ok();
        }
        self.at += 1;
        self.descend().ok()?;
        match self.peek() {
            Some(b'"') => self.key(),
            Some(b'}') => self.last_key(),
            Some(_) => self.fail(Fault::Syntax("a key")).ok(),
            None => self.fail(Fault::Syntax("`,` or `}`")).ok(),
        }
    }

    #[inline(never)]
    fn any_next_key(&mut self) -> Option<&'a [u8]> {
        match self.peek() {
            Some(b'}') => return self.last_key(),
            Some(b',') => self.at += 1,
            _ => return self.fail(Fault::Syntax("`,` or `}`")).ok(),
        }
        if self.peek() != Some(b'"') {
            return self.fail(Fault::Syntax("a key")).ok();
        }
        self.key()
    }

    /// Fails if the object ended by a failure, not by its end.
    #[inline]
    pub(crate) fn leave(&self) -> Result<()> {
        if self.error.is_some() { Err(Failed) } else { Ok(()) }
    }

    fn last_key(&mut self) -> Option<&'a [u8]> {
        self.at += 1;
        self.depth -= 1;
        None
    }

    /// Reads the key whose quote is here, and the colon.
    #[cold]
    #[inline(never)]
    fn key(&mut self) -> Option<&'a [u8]> {
        let key = self.string().ok()?;
        self.take(b':', "`:`").ok()?;
        match key {
            Cow::Borrowed(key) => Some(key.as_bytes()),
            Cow::Owned(key) => {
                let (key, next) = self.keys.keep(key);
                self.keys = next;
                Some(key)
            }
        }
    }

    /// Enters an array.
    pub(crate) fn begin_array(&mut self) -> Result<()> {
        if self.peek() != Some(b'[') {
            return self.fail(Fault::Type("an array"));
        }
        self.at += 1;
        self.descend()
    }

    /// Returns whether the array has another element; if not, the reader is after the array.
    pub(crate) fn next_element(&mut self, is_first: &mut bool) -> Result<bool> {
        match self.peek() {
            Some(b']') => {
                self.at += 1;
                self.depth -= 1;
                Ok(false)
            }
            Some(b',') if !*is_first => {
                self.at += 1;
                if self.peek() == Some(b']') {
                    return self.fail(Fault::Syntax("a value"));
                }
                Ok(true)
            }
            Some(_) if *is_first => {
                *is_first = false;
                Ok(true)
            }
            _ => self.fail(Fault::Syntax("`,` or `]`")),
        }
    }

    fn literal(&mut self, literal: &'static str) -> Result<()> {
        if self.text.as_bytes()[self.at..].starts_with(literal.as_bytes()) {
            self.at += literal.len();
            Ok(())
        } else {
            self.fail(Fault::Syntax(literal))
        }
    }

    /// Reads `null`, if it is here.
    #[inline]
    pub(crate) fn null(&mut self) -> Result<bool> {
        if self.peek() == Some(b'n') { self.is_null() } else { Ok(false) }
    }

    /// Telegram sends no `null`, so this path is cold.
    #[cold]
    #[inline(never)]
    fn is_null(&mut self) -> Result<bool> {
        self.literal("null").map(|()| true)
    }

    pub(crate) fn bool(&mut self) -> Result<bool> {
        match self.peek() {
            Some(b't') => self.literal("true").map(|()| true),
            Some(b'f') => self.literal("false").map(|()| false),
            _ => self.fail(Fault::Type("true or false")),
        }
    }

    /// Reads an integer of 64 bits, without fraction and exponent.
    pub(crate) fn i64(&mut self) -> Result<i64> {
        match self.plain_i64() {
            Some(value) => Ok(value),
            None => self.any_i64(),
        }
    }

    /// Reads an integer of 64 bits. Any other value is skipped; the result is then `None`.
    pub(crate) fn i64_or_skip(&mut self) -> Result<Option<i64>> {
        match self.plain_i64() {
            Some(value) => Ok(Some(value)),
            None => self.raw().map(|value| value.parse().ok()),
        }
    }

    #[expect(clippy::inline_always, reason = "the hot path of decoding")]
    #[inline(always)]
    fn plain_i64(&mut self) -> Option<i64> {
        let is_negative = self.text.as_bytes().get(self.at) == Some(&b'-');
        let digits = self.at + usize::from(is_negative);
        let (value, end) = plain_whole(self.text.as_bytes(), digits)?;
        self.at = end;
        Some(if is_negative { -value } else { value })
    }

    /// Reads any integer: the longest ones, and those after white space. Fails for other values.
    #[cold]
    #[inline(never)]
    fn any_i64(&mut self) -> Result<i64> {
        let number = self.number()?;
        match number.parse() {
            Ok(value) => Ok(value),
            Err(_) => self.fail(Fault::Type("an integer of 64 bits")),
        }
    }

    pub(crate) fn f64(&mut self) -> Result<f64> {
        let number = self.number()?;
        match number.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(value),
            _ => self.fail(Fault::Type("a number")),
        }
    }

    /// Reads a number as raw JSON.
    pub(super) fn number(&mut self) -> Result<&'a str> {
        if !matches!(self.peek(), Some(b'-' | b'0'..=b'9')) {
            return self.fail(Fault::Type("a number"));
        }
        let bytes = self.text.as_bytes();
        let start = self.at;
        let digits =
            |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut at = start + usize::from(bytes[start] == b'-');
        let whole = digits(at);
        let has_leading_zero = whole > 1 && bytes[at] == b'0';
        at += whole;
        let mut is_number = whole > 0 && !has_leading_zero;
        if bytes.get(at) == Some(&b'.') {
            let fraction = digits(at + 1);
            is_number &= fraction > 0;
            at += 1 + fraction;
        }
        if matches!(bytes.get(at), Some(b'e' | b'E')) {
            at += 1;
            at += usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
            let exponent = digits(at);
            is_number &= exponent > 0;
            at += exponent;
        }
        if !is_number {
            return self.fail(Fault::Syntax("a number"));
        }
        self.at = at;
        Ok(&self.text[start..at])
    }

    /// Calls `look` and returns to the current position.
    pub(crate) fn ahead<T>(&mut self, look: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let (at, depth, is_ahead) = (self.at, self.depth, self.is_ahead);
        self.is_ahead = true;
        let seen = look(self);
        (self.at, self.depth, self.is_ahead) = (at, depth, is_ahead);
        seen
    }

    /// Moves to the value of the field `field` in the object that begins here. Returns false if
    /// there is no such field. To be called in [`ahead`](Self::ahead).
    pub(crate) fn seek(&mut self, field: &str) -> Result<bool> {
        let mut key = self.first_key();
        while let Some(name) = key {
            if name == field.as_bytes() {
                return Ok(true);
            }
            self.skip()?;
            key = self.next_key();
        }
        self.leave().map(|()| false)
    }

    /// Looks ahead for the string in the field `tag` of the object that begins here.
    pub(crate) fn tag(&mut self, tag: &str) -> Result<Option<Cow<'a, str>>> {
        self.ahead(|reader| {
            let found = reader.seek(tag)? && reader.peek() == Some(b'"');
            if found { reader.string().map(Some) } else { Ok(None) }
        })
    }

    /// Looks ahead for the index in `tags` of the field `tag` of the object that begins here.
    pub(crate) fn variant(&mut self, tag: &str, tags: &[&str]) -> Result<Option<usize>> {
        let found = self.tag(tag)?;
        Ok(found.and_then(|found| tags.iter().position(|tag| *tag == found)))
    }
}
