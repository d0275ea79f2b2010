//! The error of a value that is too short or too long for Telegram.

use std::{error::Error, fmt};

use crate::str::Str;

/// The error of a value that Telegram would reject for its length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LengthError {
    field: &'static str,
    shortest: usize,
    longest: usize,
    length: usize,
}

impl LengthError {
    /// Returns the name of the field.
    pub fn field(&self) -> &'static str {
        self.field
    }

    /// Returns the least allowed length, in bytes of UTF-8.
    pub fn shortest(&self) -> usize {
        self.shortest
    }

    /// Returns the greatest allowed length, in bytes of UTF-8.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// Returns the actual length, in bytes of UTF-8.
    pub fn length(&self) -> usize {
        self.length
    }
}

impl fmt::Display for LengthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, shortest, longest, length } = self;
        write!(f, "`{field}` must have {shortest}–{longest} bytes of UTF-8, and has {length}")
    }
}

impl Error for LengthError {}

/// Returns the text if its length in bytes is in the range.
pub(crate) fn of_bytes(
    field: &'static str,
    (shortest, longest): (usize, usize),
    text: Str,
) -> Result<Str, LengthError> {
    let length = text.len();
    if (shortest..=longest).contains(&length) {
        Ok(text)
    } else {
        Err(LengthError { field, shortest, longest, length })
    }
}

/// Returns the value of `set`, or panics at the caller's line.
#[track_caller]
pub(crate) fn or_panic<T>(set: Result<T, LengthError>) -> T {
    match set {
        Ok(set) => set,
        Err(error) => panic!("{error}"),
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;
    use crate::{InlineKeyboardButton, Object, RichMessageButton};

    fn panics(set: impl FnOnce()) -> Option<String> {
        let panic = catch_unwind(AssertUnwindSafe(set)).err()?;
        panic.downcast::<String>().ok().map(|message| *message)
    }

    #[test]
    fn callback_data_of_1_to_64_bytes_is_set_and_other_data_is_rejected() {
        let cases = [
            (String::new(), Some(0)),
            ("x".to_owned(), None),
            ("x".repeat(64), None),
            ("ф".repeat(32), None),
            ("x".repeat(65), Some(65)),
            // The limit counts bytes, not characters.
            ("ф".repeat(33), Some(66)),
        ];
        for (data, rejected) in cases {
            let error = rejected.map(|length| LengthError {
                field: "callback_data",
                shortest: 1,
                longest: 64,
                length,
            });
            let button = InlineKeyboardButton::new("b").try_callback_data(&*data);
            let expected = match &error {
                Some(error) => Err(error.clone()),
                None => Ok(InlineKeyboardButton {
                    callback_data: Some(Str::from(&*data)),
                    ..InlineKeyboardButton::new("b")
                }),
            };
            assert_eq!(button, expected);
            let rich = RichMessageButton::new("b").try_callback_data(&*data);
            assert_eq!(rich.err(), error);
            let message = error.map(|error| error.to_string());
            let set = || drop(InlineKeyboardButton::new("b").callback_data(&*data));
            assert_eq!(panics(set), message);
            let set = || drop(RichMessageButton::new("b").callback_data(&*data));
            assert_eq!(panics(set), message);
        }
    }

    #[test]
    fn the_error_names_the_field_the_limits_and_the_length() {
        let error = InlineKeyboardButton::new("b").try_callback_data("x".repeat(70)).unwrap_err();
        assert_eq!(
            (error.field(), error.shortest(), error.longest(), error.length()),
            ("callback_data", 1, 64, 70),
        );
        let expected = "`callback_data` must have 1–64 bytes of UTF-8, and has 70";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn callback_data_of_any_length_is_read() {
        for length in [0, 65, 1_000] {
            let data = "x".repeat(length);
            let json = format!("{{\"text\":\"b\",\"callback_data\":\"{data}\"}}");
            let button = InlineKeyboardButton::from_json(json.as_bytes()).unwrap();
            assert_eq!(button.callback_data.as_deref(), Some(&*data));
        }
    }
}
