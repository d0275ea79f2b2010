//! The payloads of derived types: a tag and fields, joined by `_`.
//!
//! | field | written as |
//! |---|---|
//! | a text of letters, digits and `-` | itself |
//! | any other text | `_`, the length of the encoding as a digit of base64url, the encoding |
//! | `None` | `-` |

use std::{fmt::Display, str::FromStr};

use crate::deep_link::{PayloadError, base64url};

/// A field of a payload.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a field of a deep link",
    label = "has no text",
    note = "implement `FromStr` and `Display` for `{Self}`"
)]
pub trait LinkField: Sized {
    /// Returns the text of the value.
    fn text(&self) -> String;

    /// Returns the value with this text.
    fn parse(text: &str) -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: FromStr + Display> LinkField for T {
    fn text(&self) -> String {
        self.to_string()
    }

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// Writes a payload.
#[derive(Debug, Default)]
pub struct FieldWriter {
    payload: String,
    is_first: bool,
    longest: Option<(&'static str, usize)>,
}

impl FieldWriter {
    /// Creates a writer of a payload, which begins with a tag unless that is empty.
    #[must_use]
    pub fn new(tag: &str) -> Self {
        Self { payload: tag.to_owned(), is_first: tag.is_empty(), longest: None }
    }

    /// Writes a field.
    pub fn field<T: LinkField>(&mut self, name: &'static str, value: &T) {
        self.text(name, &value.text());
    }

    /// Writes a field that may be missing.
    pub fn optional<T: LinkField>(&mut self, name: &'static str, value: Option<&T>) {
        match value {
            Some(value) => self.field(name, value),
            None => self.word(name, "-"),
        }
    }

    fn text(&mut self, name: &'static str, text: &str) {
        let is_plain = text != "-"
            && !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if is_plain {
            self.word(name, text);
        } else {
            let encoded = base64url::encode(text.as_bytes());
            // A longer one makes the payload too long anyway.
            let length = base64url::digit(encoded.len().min(63));
            self.word(name, &format!("_{length}{encoded}"));
        }
    }

    fn word(&mut self, name: &'static str, word: &str) {
        if !std::mem::take(&mut self.is_first) {
            self.payload.push('_');
        }
        self.payload.push_str(word);
        if self.longest.is_none_or(|(_, longest)| longest < word.len()) {
            self.longest = Some((name, word.len()));
        }
    }

    /// Returns the payload.
    ///
    /// # Errors
    ///
    /// Fails if it is too long.
    pub fn finish(self) -> Result<String, PayloadError> {
        PayloadError::check(self.payload, self.longest)
    }
}

/// Reads a payload. Each method returns `None` if the payload is not as expected.
#[derive(Debug)]
pub struct FieldReader<'p> {
    /// `None` at the end.
    rest: Option<&'p str>,
}

impl<'p> FieldReader<'p> {
    /// Creates a reader of a payload.
    #[must_use]
    pub fn new(payload: &'p str) -> Self {
        Self { rest: (!payload.is_empty()).then_some(payload) }
    }

    /// Reads the tag.
    pub fn tag(&mut self) -> Option<&'p str> {
        self.plain()
    }

    /// Reads a field.
    pub fn field<T: LinkField>(&mut self) -> Option<T> {
        T::parse(&self.text()??)
    }

    /// Reads a field that may be missing.
    pub fn optional<T: LinkField>(&mut self) -> Option<Option<T>> {
        match self.text()? {
            Some(text) => T::parse(&text).map(Some),
            None => Some(None),
        }
    }

    /// Checks that nothing is left.
    pub fn end(&self) -> Option<()> {
        self.rest.is_none().then_some(())
    }

    /// Reads a text; the inner `None` is a missing one.
    #[expect(clippy::option_option, reason = "the outer one is a mistake of the payload")]
    fn text(&mut self) -> Option<Option<String>> {
        let rest = self.rest?;
        let Some(encoded) = rest.strip_prefix('_') else {
            let word = self.plain()?;
            return Some((word != "-").then(|| word.to_owned()));
        };
        let length = base64url::number(*encoded.as_bytes().first()?)?;
        let (text, rest) = encoded.get(1..)?.split_at_checked(length.into())?;
        self.rest = match rest {
            "" => None,
            rest => Some(rest.strip_prefix('_')?),
        };
        String::from_utf8(base64url::decode(text)?).ok().map(Some)
    }

    fn plain(&mut self) -> Option<&'p str> {
        let rest = self.rest?;
        let (word, rest) = match rest.split_once('_') {
            Some((word, rest)) => (word, Some(rest)),
            None => (rest, None),
        };
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_fields_are_read_as_they_were_written(
            tag in "[a-z-]{0,3}",
            number: i16,
            text in ".{0,5}|[a-z_-]{0,8}",
            missing in proptest::option::of("[-_a]{0,3}"),
        ) {
            let mut writer = FieldWriter::new(&tag);
            writer.field("number", &number);
            writer.optional("missing", missing.as_ref());
            writer.field("text", &text);
            let Ok(payload) = writer.finish() else { return Ok(()) };
            prop_assert!(payload.bytes().all(|byte| base64url::number(byte).is_some()));
            let mut reader = FieldReader::new(&payload);
            if !tag.is_empty() {
                prop_assert_eq!(reader.tag(), Some(&*tag));
            }
            prop_assert_eq!(reader.field::<i16>(), Some(number));
            prop_assert_eq!(reader.optional::<String>(), Some(missing));
            prop_assert_eq!(reader.field::<String>(), Some(text));
            prop_assert_eq!(reader.end(), Some(()));
        }

        #[test]
        fn no_payload_makes_the_reader_panic(payload in ".{0,20}|[A-C_-]{0,20}") {
            let mut reader = FieldReader::new(&payload);
            let _ = reader.tag();
            while reader.text().is_some() {}
        }
    }

    #[test]
    fn a_payload_that_is_too_long_names_its_longest_field() {
        let mut writer = FieldWriter::new("note");
        writer.field("id", &1);
        writer.field("text", &"é".repeat(30));
        let error = writer.finish().unwrap_err();
        assert_eq!((error.length(), error.field()), (89, Some("text")));
        assert_eq!(
            error.to_string(),
            "the payload of a deep link must have 1–64 characters, and has 89, of which the field `text` takes 82: put a short id into the link, and keep the data in the bot",
        );
    }
}
