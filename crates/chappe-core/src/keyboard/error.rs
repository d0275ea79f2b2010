//! The error of a keyboard that Telegram would refuse or change.

use std::{error::Error, fmt};

use chappe_types::Str;

use crate::keyboard::button::sealed::Sealed;

/// The error of a keyboard that Telegram would refuse, or show without some of its buttons.
///
/// It describes the first button that is wrong.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe::types::InlineKeyboardButton;
///
/// let error = InlineKeyboard::new()
///     .row([InlineKeyboardButton::new("Site").url("https://example.com")])
///     .row([InlineKeyboardButton::new("Shop").url("example")])
///     .try_build()
///     .unwrap_err();
/// assert_eq!((error.row(), error.column(), error.text()), (Some(1), Some(0), Some("Shop")));
/// assert_eq!(error.field(), Some("url"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyboardError {
    position: Option<(usize, usize)>,
    text: Option<Str>,
    field: Option<&'static str>,
    reason: String,
}

impl KeyboardError {
    /// Returns the row of the button, from 0. `None` if the error is about no single button.
    pub fn row(&self) -> Option<usize> {
        self.position.map(|(row, _)| row)
    }

    /// Returns the column of the button, from 0. `None` if the error is about no single button.
    pub fn column(&self) -> Option<usize> {
        self.position.map(|(_, column)| column)
    }

    /// Returns the text of the button. `None` if the error is about no single button.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Returns the name of the button's field that is wrong, as in the Bot API. `None` if the
    /// error is about the number of buttons, or about a button without an action.
    pub fn field(&self) -> Option<&'static str> {
        self.field
    }

    /// Creates the error of a keyboard as a whole.
    pub(super) fn whole(reason: &str) -> Self {
        Self { position: None, text: None, field: None, reason: reason.to_owned() }
    }

    /// Creates the error of a button.
    pub(super) fn of(button: &impl Sealed, position: (usize, usize), problem: Problem) -> Self {
        Self {
            position: Some(position),
            text: Some(button.text().into()),
            field: problem.field,
            reason: problem.reason,
        }
    }
}

impl fmt::Display for KeyboardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(text), Some((row, column))) = (&self.text, self.position) {
            write!(f, "the button {:?} at [{row}, {column}]: ", &**text)?;
        }
        f.write_str(&self.reason)
    }
}

impl Error for KeyboardError {}

/// What is wrong with a button.
pub(super) struct Problem {
    field: Option<&'static str>,
    reason: String,
}

impl Problem {
    /// A problem that is not in one field.
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self { field: None, reason: reason.into() }
    }

    /// A problem of a field. The reason continues the name of the field.
    pub(super) fn field(field: &'static str, reason: impl fmt::Display) -> Self {
        Self { field: Some(field), reason: format!("`{field}` {reason}") }
    }
}
