//! The error of a value whose callback data does not fit in a button.

use std::{any::type_name, error::Error, fmt};

use crate::{filter::LONGEST, names::short_name};

/// The error of a value whose data does not have 1–64 bytes.
///
/// Source: Bot API 10.3, [`InlineKeyboardButton`](https://core.telegram.org/bots/api#inlinekeyboardbutton).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataError {
    type_name: &'static str,
    length: usize,
    field: Option<(&'static str, usize)>,
}

impl DataError {
    /// Returns the error unless the data has 1–64 bytes.
    pub(super) fn check<T>(
        data: &str,
        longest_field: Option<(&'static str, usize)>,
    ) -> Result<(), Self> {
        let length = data.len();
        if (1..=LONGEST).contains(&length) {
            return Ok(());
        }
        Err(Self { type_name: type_name::<T>(), length, field: longest_field })
    }

    /// Returns the name of the type with its path.
    pub fn type_name(&self) -> &'static str {
        self.type_name
    }

    /// Returns the length of the data, in bytes of UTF-8.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Returns the greatest allowed length, in bytes of UTF-8.
    pub fn longest(&self) -> usize {
        LONGEST
    }

    /// Returns the name of the longest field: `comment`, `0`, or, of an enum, `Reply.comment`.
    /// `None` if the implementation of [`CallbackData`](crate::callback_data::CallbackData) is not
    /// derived, or if there are no fields.
    pub fn field(&self) -> Option<&'static str> {
        self.field.map(|(name, _)| name)
    }
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, length) = (short_name(self.type_name), self.length);
        write!(
            f,
            "callback data must have 1–{LONGEST} bytes of UTF-8, and that of `{name}` has {length}"
        )?;
        if let Some((field, length)) = self.field {
            write!(
                f,
                ", {length} of them for the field `{field}`: shorten it, or keep the value in a `Stash`"
            )?;
        }
        Ok(())
    }
}

impl Error for DataError {}
