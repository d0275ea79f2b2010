//! Strings and their escapes.

use std::borrow::Cow;

use crate::json::{
    Fault,
    reader::{Reader, Result},
};

impl<'a> Reader<'a> {
    /// A string; borrowed, if it has no escapes.
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>> {
        if self.peek() != Some(b'"') {
            return self.fail(Fault::Type("a string"));
        }
        self.at += 1;
        let start = self.at;
        self.at = plain_end(self.text.as_bytes(), start);
        match self.text.as_bytes().get(self.at) {
            Some(b'"') => {
                self.at += 1;
                Ok(Cow::Borrowed(&self.text[start..self.at - 1]))
            }
            Some(b'\\') => self.escaped(start).map(Cow::Owned),
            _ => self.fail(Fault::Syntax("a string without control characters")),
        }
    }

    /// The rest of a string whose first escape stands here.
    #[inline(never)]
    fn escaped(&mut self, start: usize) -> Result<String> {
        let bytes = self.text.as_bytes();
        // Most escaped characters take six bytes and become two or three.
        let rest = self.at + 64;
        let mut text = String::with_capacity((rest.min(bytes.len()) - start).max(16));
        let mut from = start;
        loop {
            text.push_str(&self.text[from..self.at]);
            match bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    self.at += 1;
                    let character = self.escape()?;
                    text.push(character);
                }
                _ => return self.fail(Fault::Syntax("a string without control characters")),
            }
            from = self.at;
            self.at = plain_end(bytes, from);
        }
    }

    /// What follows a backslash.
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

    /// Four hexadecimal digits.
    fn hex(&mut self) -> Result<u32> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4);
        let code = digits.and_then(|digits| {
            digits.iter().try_fold(0, |code, digit| {
                char::from(*digit).to_digit(16).map(|digit| code << 4 | digit)
            })
        });
        match code {
            Some(code) => {
                self.at += 4;
                Ok(code)
            }
            None => self.fail(Fault::Syntax("four hexadecimal digits")),
        }
    }
}

/// The position of the first quote, backslash or control character at or after
/// `from`; the end, if there is none. Eight bytes are looked at at once.
pub(super) fn plain_end(bytes: &[u8], mut from: usize) -> usize {
    const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
    const HIGHS: u64 = u64::from_ne_bytes([0x80; 8]);
    // Nonzero high bits where a byte of `word` is zero; only the lowest one is
    // exact, which is the one that is used.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    while let Some(chunk) = bytes.get(from..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let quotes = zeros(word ^ (ONES * u64::from(b'"')));
        let backslashes = zeros(word ^ (ONES * u64::from(b'\\')));
        let controls = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
        let stops = quotes | backslashes | controls;
        if stops != 0 {
            return from + (stops.trailing_zeros() / 8) as usize;
        }
        from += 8;
    }
    while let Some(byte) = bytes.get(from) {
        if matches!(byte, b'"' | b'\\' | 0..0x20) {
            break;
        }
        from += 1;
    }
    from
}
