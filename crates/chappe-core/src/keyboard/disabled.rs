//! Buttons that cannot be pressed.

use chappe_types::{DisabledButton, InlineKeyboardButton, Str};

/// Creates a button that only shows a text.
pub(super) fn disabled(text: impl Into<Str>) -> InlineKeyboardButton {
    InlineKeyboardButton::new(text).disabled(DisabledButton::new())
}
