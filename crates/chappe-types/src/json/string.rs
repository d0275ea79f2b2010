//! Strings and their escapes.

use std::borrow::Cow;

use crate::{
    json::{
        Fault,
        reader::{Reader, Result},
    },
    str::Str,
};

/// The initial capacity for strings with escapes, in bytes.
const INITIAL_CAPACITY: usize = 256;

impl<'a> Reader<'a> {
    /// Reads a string; borrowed if it has no escapes.
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>> {
        match self.compact_string() {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.any_string(),
        }
    }

    /// Reads a string as an owned value.
    #[inline(never)]
    pub(crate) fn text(&mut self) -> Result<Str> {
        match self.compact_string() {
            Some(text) => Ok(Str::from(text)),
            None => self.any_text(),
        }
    }

    /// Reads the string that is here, if it has no escapes.
    #[expect(clippy::inline_always, reason = "the hot path of decoding")]
    #[inline(always)]
    fn compact_string(&mut self) -> Option<&'a str> {
        let rest = self.text.as_bytes().get(self.at..)?.strip_prefix(b"\"")?;
        let length = plain_length(rest)?;
        if rest.get(length) != Some(&b'"') {
            return None;
        }
        let start = self.at + 1;
        let text = self.text.get(start..start + length)?;
        self.at = start + length + 1;
        Some(text)
    }

    #[inline(never)]
    fn any_string(&mut self) -> Result<Cow<'a, str>> {
        if self.peek() != Some(b'"') {
            return self.fail(Fault::Type("a string"));
        }
        let start = self.at + 1;
        self.at = plain_end(self.text.as_bytes(), start);
        if self.text.as_bytes().get(self.at) == Some(&b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(&self.text[start..self.at - 1]));
        }
        self.at = start;
        self.escaped().map(Cow::Owned)
    }

    #[inline(never)]
    fn any_text(&mut self) -> Result<Str> {
        let text = self.any_string()?;
        let kept = Str::from(&*text);
        if let Cow::Owned(text) = text {
            self.buffer = text;
        }
        Ok(kept)
    }

    /// Reads the rest of a string that has escapes.
    #[inline(never)]
    fn escaped(&mut self) -> Result<String> {
        let bytes = self.text.as_bytes();
        let mut text = std::mem::take(&mut self.buffer);
        text.clear();
        text.reserve(INITIAL_CAPACITY);
        loop {
            let from = self.at;
            self.at = plain_end(bytes, from);
            text.push_str(&self.text[from..self.at]);
            while bytes.get(self.at) == Some(&b'\\') {
                self.at += 1;
                let character = match self.letter() {
                    Some(letter) => letter,
                    None => self.escape()?,
                };
                text.push(character);
            }
            match bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(0x20..) => {}
                _ => return self.fail(Fault::Syntax("a string without control characters")),
            }
        }
    }

    /// Reads a `\\u` escape, if it is not one of a surrogate pair.
    #[inline]
    fn letter(&mut self) -> Option<char> {
        let [b'u', rest @ ..] = self.text.as_bytes().get(self.at..)? else { return None };
        let letter = char::from_u32(four_digits(rest)?)?;
        self.at += 5;
        Some(letter)
    }

    /// Reads an escape after its backslash.
    pub(super) fn escape(&mut self) -> Result<char> {
        let escape = self.text.as_bytes().get(self.at).copied();
        self.at += 1;
        match escape {
            Some(plain @ (b'"' | b'\\' | b'/')) => Ok(char::from(plain)),
            Some(b'b') => Ok('\u{8}'),
            Some(b'f') => Ok('\u{c}'),
            Some(b'n') => Ok('\n'),
            Some(b'r') => Ok('\r'),
            Some(b't') => Ok('\t'),
            Some(b'u') => self.unicode_escape(),
            _ => self.fail(Fault::Syntax("an escape")),
        }
    }

    fn unicode_escape(&mut self) -> Result<char> {
        let high = self.hex()?;
        if !(0xD800..0xDC00).contains(&high) {
            return match char::from_u32(high) {
                Some(character) => Ok(character),
                None => self.fail(Fault::Syntax("a pair of surrogates")),
            };
        }
        if !self.text.as_bytes()[self.at..].starts_with(b"\\u") {
            return self.fail(Fault::Syntax("a pair of surrogates"));
        }
        self.at += 2;
        let low = self.hex()?;
        if !(0xDC00..0xE000).contains(&low) {
            return self.fail(Fault::Syntax("a pair of surrogates"));
        }
        let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        match char::from_u32(code) {
            Some(character) => Ok(character),
            None => self.fail(Fault::Syntax("a pair of surrogates")),
        }
    }

    /// Reads four hexadecimal digits.
    fn hex(&mut self) -> Result<u32> {
        let Some(code) = self.text.as_bytes().get(self.at..).and_then(four_digits) else {
            return self.fail(Fault::Syntax("four hexadecimal digits"));
        };
        self.at += 4;
        Ok(code)
    }
}

#[inline]
fn four_digits(bytes: &[u8]) -> Option<u32> {
    let [a, b, c, d] = bytes.first_chunk()?.map(|digit| u32::from(HEX[usize::from(digit)]));
    (a | b | c | d <= 0xf).then_some(a << 12 | b << 8 | c << 4 | d)
}

/// The value of each byte as a hexadecimal digit; greater than 15 if it is none.
const HEX: [u8; 256] = {
    let mut values = [0xff; 256];
    let mut value = 0;
    while value < 16 {
        let digit = b"0123456789abcdef"[value as usize];
        values[digit as usize] = value;
        values[digit.to_ascii_uppercase() as usize] = value;
        value += 1;
    }
    values
};

/// The position of the first quote, backslash or control character at or after
/// `from`; the length of `bytes` if there is none.
pub(super) fn plain_end(bytes: &[u8], from: usize) -> usize {
    let length = bytes.get(from..).and_then(plain_length);
    length.map_or(bytes.len(), |length| from + length)
}

/// The number of bytes before the first quote, backslash or control character.
#[inline]
fn plain_length(bytes: &[u8]) -> Option<usize> {
    match compact_length(bytes) {
        Some(length) => Some(length),
        None => last_plain_length(bytes),
    }
}

/// Like [`plain_length`], eight bytes at a time. Ignores the last bytes if they are fewer than
/// eight.
#[inline]
pub(super) fn compact_length(bytes: &[u8]) -> Option<usize> {
    for (index, chunk) in bytes.chunks_exact(8).enumerate() {
        let stops = stops(*chunk.first_chunk()?);
        if stops != 0 {
            return Some(index * 8 + (stops.trailing_zeros() / 8) as usize);
        }
    }
    None
}

/// Like [`plain_length`], for the last bytes if they are fewer than eight.
#[cold]
#[inline(never)]
fn last_plain_length(bytes: &[u8]) -> Option<usize> {
    let rest = bytes.chunks_exact(8).remainder();
    let mut chunk = [0; 8];
    for (slot, byte) in chunk.iter_mut().zip(rest) {
        *slot = *byte;
    }
    let length = (stops(chunk).trailing_zeros() / 8) as usize;
    (length < rest.len()).then_some(bytes.len() - rest.len() + length)
}

/// The high bit of each byte that is a quote, a backslash or a control character. Only the lowest
/// set bit is exact.
#[inline]
fn stops(chunk: [u8; 8]) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHS: u64 = ONES * 0x80;
    let word = u64::from_le_bytes(chunk);
    // With one bit flipped, the quote is the value after the control characters.
    let quotes_and_controls = (word ^ (ONES * 0x02)).wrapping_sub(ONES * 0x21);
    let backslashes = (word ^ (ONES * u64::from(b'\\'))).wrapping_sub(ONES);
    (quotes_and_controls | backslashes) & !word & HIGHS
}
