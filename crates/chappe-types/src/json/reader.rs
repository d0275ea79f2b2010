//! The reader: a position in a document, and what can be read there.

use std::borrow::Cow;

use crate::json::{
    DecodeError, Fault, digits::plain_whole, keys::Keys, passed::Passed, string::compact_length,
};

/// The deepest nesting of objects and arrays, as in `serde_json`.
const MAX_DEPTH: u8 = 127;

/// What a failed read returns; the reader keeps why.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failed;

/// The result of a read.
pub(crate) type Result<T> = std::result::Result<T, Failed>;

/// A position in a JSON document.
pub(crate) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    depth: u8,
    /// Where the next escaped key is kept.
    keys: &'a Keys,
    /// Room for strings with escapes.
    pub(super) room: String,
    error: Option<DecodeError>,
    /// Whether the reader will come back to an earlier place.
    pub(super) is_ahead: bool,
    pub(super) passed: Passed,
    #[cfg(test)]
    steps: usize,
}

impl Reader<'_> {
    /// Reads a whole document: one value, and nothing but white space after it.
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

    /// Does all of that which is the same for every type; `read` says whether it could.
    fn whole(bytes: &[u8], read: &mut dyn FnMut(&mut Reader<'_>) -> bool) -> Option<DecodeError> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::over(text, read),
            Err(error) => Some(DecodeError::new(Fault::NotUtf8, error.valid_up_to())),
        }
    }

    /// Reads the whole of a text, as [`whole`](Self::whole) does of bytes.
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
            room: String::new(),
            error: None,
            is_ahead: false,
            passed: Passed::default(),
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
    /// Fails here; the first failure is the one that is told.
    #[cold]
    pub(crate) fn fail<T>(&mut self, fault: Fault) -> Result<T> {
        let at = self.at;
        self.error.get_or_insert(DecodeError::new(fault, at));
        Err(Failed)
    }

    /// Fails for the first of an object's required fields that was not seen.
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

    /// The next byte after white space, which Telegram does not send.
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

    /// How often a token was looked at.
    #[cfg(test)]
    pub(super) fn steps(&self) -> usize {
        self.steps
    }

    pub(super) fn take(&mut self, wanted: u8, name: &'static str) -> Result<()> {
        if self.peek() == Some(wanted) {
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

    /// Where the reader stands, in bytes.
    pub(crate) fn place(&self) -> usize {
        self.at
    }

    /// How many bytes are left.
    pub(crate) fn left(&self) -> usize {
        self.text.len().saturating_sub(self.at)
    }

    /// How deep the reader stands, for skipping.
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

    /// The next key of the object; `None` at its end, which is left, and after
    /// a failure: [`leave`](Self::leave) tells which.
    pub(crate) fn next_key(&mut self) -> Option<&'a [u8]> {
        match self.compact_key(b',') {
            Some(key) => Some(key),
            None => self.any_next_key(),
        }
    }

    /// A key after `opening`, if it is written as Telegram writes it: without
    /// white space and escapes.
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

    /// Whether an object was left at its end.
    #[inline]
    pub(crate) fn leave(&self) -> Result<()> {
        if self.error.is_some() { Err(Failed) } else { Ok(()) }
    }

    fn last_key(&mut self) -> Option<&'a [u8]> {
        self.at += 1;
        self.depth -= 1;
        None
    }

    /// The key whose quote stands here, and the colon.
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

    /// Whether the array has a next element; if not, it is left.
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

    /// Takes `null`, if that is what stands here.
    #[inline]
    pub(crate) fn null(&mut self) -> Result<bool> {
        if self.peek() == Some(b'n') { self.is_null() } else { Ok(false) }
    }

    /// Telegram sends none.
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

    /// A whole number without fraction or exponent, of 64 bits.
    pub(crate) fn i64(&mut self) -> Result<i64> {
        match self.plain_i64() {
            Some(value) => Ok(value),
            None => self.any_i64(),
        }
    }

    /// The whole number that stands here; `None` if it is another value, which is passed
    /// over.
    pub(crate) fn i64_or_skip(&mut self) -> Result<Option<i64>> {
        match self.plain_i64() {
            Some(value) => Ok(Some(value)),
            None => self.raw().map(|value| value.parse().ok()),
        }
    }

    #[expect(clippy::inline_always, reason = "most of decoding is here")]
    #[inline(always)]
    fn plain_i64(&mut self) -> Option<i64> {
        let is_negative = self.text.as_bytes().get(self.at) == Some(&b'-');
        let digits = self.at + usize::from(is_negative);
        let (value, end) = plain_whole(self.text.as_bytes(), digits)?;
        self.at = end;
        Some(if is_negative { -value } else { value })
    }

    /// The longest numbers, those after white space, and what is wrong or no
    /// whole number.
    #[cold]
    #[inline(never)]
    fn any_i64(&mut self) -> Result<i64> {
        let number = self.number()?;
        match number.parse() {
            Ok(value) => Ok(value),
            Err(_) => self.fail(Fault::Type("a whole number of 64 bits")),
        }
    }

    pub(crate) fn f64(&mut self) -> Result<f64> {
        let number = self.number()?;
        match number.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(value),
            _ => self.fail(Fault::Type("a number")),
        }
    }

    /// A number as it is written.
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

    /// Runs `look` and comes back to where the reader stood.
    pub(crate) fn ahead<T>(&mut self, look: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let (at, depth, is_ahead) = (self.at, self.depth, self.is_ahead);
        self.is_ahead = true;
        let seen = look(self);
        (self.at, self.depth, self.is_ahead) = (at, depth, is_ahead);
        seen
    }

    /// Goes to the value of `wanted` in the object that begins here; false, if
    /// it has no such field. Use it [`ahead`](Self::ahead).
    pub(crate) fn seek(&mut self, wanted: &str) -> Result<bool> {
        let mut key = self.first_key();
        while let Some(name) = key {
            if name == wanted.as_bytes() {
                return Ok(true);
            }
            self.skip()?;
            key = self.next_key();
        }
        self.leave().map(|()| false)
    }

    /// The string in the field `tag` of the object that begins here.
    pub(crate) fn tag(&mut self, tag: &str) -> Result<Option<Cow<'a, str>>> {
        self.ahead(|reader| {
            let found = reader.seek(tag)? && reader.peek() == Some(b'"');
            if found { reader.string().map(Some) } else { Ok(None) }
        })
    }
    /// Which of `tags` stands in the field `tag` of the object that begins here.
    pub(crate) fn variant(&mut self, tag: &str, tags: &[&str]) -> Result<Option<usize>> {
        let found = self.tag(tag)?;
        Ok(found.and_then(|found| tags.iter().position(|tag| *tag == found)))
    }
}
