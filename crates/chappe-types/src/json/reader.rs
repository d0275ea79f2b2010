//! The reader: a position in a document, and what can be read there.

use std::borrow::Cow;

use crate::json::{DecodeError, Fault};

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
    error: Option<DecodeError>,
}

/// So many digits are in 64 bits whatever they are.
const SURE_DIGITS: usize = 18;

impl<'a> Reader<'a> {
    /// Reads from the start of `document`.
    pub(crate) fn new(document: &'a str) -> Self {
        Self { text: document, at: 0, depth: 0, error: None }
    }

    /// Reads a whole document: one value, and nothing but white space after it.
    pub(crate) fn document<T>(
        bytes: &'a [u8],
        read: impl FnOnce(&mut Self) -> Result<T>,
    ) -> std::result::Result<T, DecodeError> {
        let text = std::str::from_utf8(bytes)
            .map_err(|error| DecodeError::new(Fault::NotUtf8, error.valid_up_to()))?;
        let mut reader = Self::new(text);
        let value = read(&mut reader).and_then(|value| reader.end().map(|()| value));
        value.map_err(|Failed| {
            let unknown = DecodeError::new(Fault::Syntax("a value"), reader.at);
            reader.error.take().unwrap_or(unknown)
        })
    }

    /// Fails here; the first failure is the one that is told.
    #[cold]
    pub(crate) fn fail<T>(&mut self, fault: Fault) -> Result<T> {
        let at = self.at;
        self.error.get_or_insert(DecodeError::new(fault, at));
        Err(Failed)
    }

    fn end(&mut self) -> Result<()> {
        match self.peek() {
            None => Ok(()),
            Some(_) => self.fail(Fault::Syntax("the end")),
        }
    }

    /// The next byte that is not white space.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
        None
    }

    fn take(&mut self, wanted: u8, name: &'static str) -> Result<()> {
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

    /// How deep the reader stands, for skipping.
    pub(super) fn depth_left(&self) -> u8 {
        MAX_DEPTH - self.depth
    }

    /// Enters an object.
    pub(crate) fn begin_object(&mut self) -> Result<()> {
        if self.peek() != Some(b'{') {
            return self.fail(Fault::Type("an object"));
        }
        self.at += 1;
        self.descend()
    }

    /// The next key of the object; `None` at its end, which is left.
    ///
    /// `is_first` starts as true and is kept by the caller.
    pub(crate) fn next_key(&mut self, is_first: &mut bool) -> Result<Option<Cow<'a, str>>> {
        match self.peek() {
            Some(b'}') => {
                self.at += 1;
                self.depth -= 1;
                return Ok(None);
            }
            Some(b',') if !*is_first => self.at += 1,
            Some(_) if *is_first => {}
            _ => return self.fail(Fault::Syntax("`,` or `}`")),
        }
        *is_first = false;
        if self.peek() != Some(b'"') {
            return self.fail(Fault::Syntax("a key"));
        }
        let key = self.string()?;
        self.take(b':', "`:`")?;
        Ok(Some(key))
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
    pub(crate) fn null(&mut self) -> Result<bool> {
        if self.peek() != Some(b'n') {
            return Ok(false);
        }
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
        let is_negative = self.peek() == Some(b'-');
        let digits = &self.text.as_bytes()[self.at + usize::from(is_negative)..];
        let (mut value, mut count) = (0_i64, 0);
        while let Some(digit @ b'0'..=b'9') = digits.get(count) {
            if count == SURE_DIGITS {
                break;
            }
            value = value * 10 + i64::from(digit - b'0');
            count += 1;
        }
        // All but the largest, and those that are wrong or no whole numbers.
        let is_plain = count > 0
            && (count == 1 || digits[0] != b'0')
            && !matches!(digits.get(count), Some(b'0'..=b'9' | b'.' | b'e' | b'E'));
        if is_plain {
            self.at += usize::from(is_negative) + count;
            return Ok(if is_negative { -value } else { value });
        }
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
        let (at, depth) = (self.at, self.depth);
        let seen = look(self);
        (self.at, self.depth) = (at, depth);
        seen
    }

    /// Goes to the value of `wanted` in the object that begins here; false, if
    /// it has no such field. Use it [`ahead`](Self::ahead).
    pub(crate) fn seek(&mut self, wanted: &str) -> Result<bool> {
        self.begin_object()?;
        let mut is_first = true;
        while let Some(key) = self.next_key(&mut is_first)? {
            if key == wanted {
                return Ok(true);
            }
            self.skip()?;
        }
        Ok(false)
    }

    /// The string in the field `tag` of the object that begins here.
    pub(crate) fn tag(&mut self, tag: &str) -> Result<Option<Cow<'a, str>>> {
        self.ahead(|reader| {
            let found = reader.seek(tag)? && reader.peek() == Some(b'"');
            if found { reader.string().map(Some) } else { Ok(None) }
        })
    }
}
