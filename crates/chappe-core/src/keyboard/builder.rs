//! The builder of keyboards.

use chappe_types::{InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton};

use crate::keyboard::{
    button::KeyboardItem,
    layout::{in_columns, in_rows},
};

/// Builds a keyboard below a message: the setters of
/// [`InlineKeyboardButton`] create its buttons, and [`Keyboard`] arranges them.
///
/// Source: Bot API 10.3, [`InlineKeyboardMarkup`](https://core.telegram.org/bots/api#inlinekeyboardmarkup).
pub type InlineKeyboard = Keyboard<InlineKeyboardButton>;

/// Builds a keyboard in place of the user's: texts and [`KeyboardButton`]s, which [`Keyboard`]
/// arranges.
///
/// Source: Bot API 10.3, [`ReplyKeyboardMarkup`](https://core.telegram.org/bots/api#replykeyboardmarkup).
pub type ReplyKeyboard = Keyboard<KeyboardButton>;

/// Builds a keyboard.
///
/// [`row`](Self::row) adds a finished row. [`button`](Self::button) and
/// [`buttons`](Self::buttons) add buttons that are not in a row yet; [`adjust`](Self::adjust),
/// [`adjust_repeating`](Self::adjust_repeating), [`grid`](Self::grid) or
/// [`columns`](Self::columns) arranges them in rows of their own. Finished rows do not change any
/// more. Buttons that are not arranged are placed side by side in rows of
/// [`PER_ROW`](KeyboardItem::PER_ROW).
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
///
/// let keyboard = ReplyKeyboard::new()
///     .row(["Menu"])
///     .buttons(["Tea", "Coffee", "Juice"])
///     .grid(2)
///     .button("Pay")
///     .button("Cancel")
///     .build()
///     .resize_keyboard(true);
/// let texts = |row: &Vec<chappe::types::KeyboardButton>| {
///     row.iter().map(|button| button.text.to_string()).collect::<Vec<_>>().join(" | ")
/// };
/// let rows: Vec<_> = keyboard.keyboard.iter().map(texts).collect();
/// assert_eq!(rows, ["Menu", "Tea | Coffee", "Juice", "Pay | Cancel"]);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "`build` returns the keyboard"]
pub struct Keyboard<B> {
    rows: Vec<Vec<B>>,
    /// The buttons that are in no row yet.
    loose: Vec<B>,
}

impl<B: KeyboardItem> Keyboard<B> {
    /// Creates a keyboard without buttons.
    pub fn new() -> Self {
        Self { rows: Vec::new(), loose: Vec::new() }
    }

    /// Adds a button, which is not in a row yet.
    pub fn button(mut self, button: impl Into<B>) -> Self {
        self.loose.push(button.into());
        self
    }

    /// Adds buttons, which are not in a row yet.
    pub fn buttons(mut self, buttons: impl IntoIterator<Item: Into<B>>) -> Self {
        for button in buttons {
            self.loose.push(button.into());
        }
        self
    }

    /// Adds a row. A row without buttons is not added.
    pub fn row(self, buttons: impl IntoIterator<Item: Into<B>>) -> Self {
        let mut row = Vec::new();
        for button in buttons {
            row.push(button.into());
        }
        self.with_rows(vec![row])
    }

    /// Adds the rows of another keyboard.
    pub fn extend(self, other: impl Into<Self>) -> Self {
        self.with_rows(other.into().into_rows())
    }

    /// Arranges the buttons that are not in a row yet in rows of these sizes. The last size is
    /// repeated: 6 buttons and the sizes 1 and 2 make rows of 1, 2, 2 and 1.
    ///
    /// # Panics
    ///
    /// Panics if a size is 0, or if there are none.
    #[track_caller]
    pub fn adjust(mut self, sizes: &[usize]) -> Self {
        let rows = in_rows(std::mem::take(&mut self.loose), sizes, sizes.len().saturating_sub(1));
        self.with_rows(rows)
    }

    /// Arranges the buttons that are not in a row yet in rows of these sizes. All sizes are
    /// repeated: 6 buttons and the sizes 1 and 2 make rows of 1, 2, 1 and 2.
    ///
    /// # Panics
    ///
    /// Panics if a size is 0, or if there are none.
    #[track_caller]
    pub fn adjust_repeating(mut self, sizes: &[usize]) -> Self {
        let rows = in_rows(std::mem::take(&mut self.loose), sizes, 0);
        self.with_rows(rows)
    }

    /// Arranges the buttons that are not in a row yet in rows of `width` buttons. The last row may
    /// be shorter.
    ///
    /// # Panics
    ///
    /// Panics if `width` is 0.
    #[track_caller]
    pub fn grid(self, width: usize) -> Self {
        self.adjust(&[width])
    }

    /// Arranges the buttons that are not in a row yet in columns. Each column is filled from top to
    /// bottom before the next one; the lengths of the columns differ by at most one.
    ///
    /// # Panics
    ///
    /// Panics if `count` is 0.
    #[track_caller]
    pub fn columns(mut self, count: usize) -> Self {
        let rows = in_columns(std::mem::take(&mut self.loose), count);
        self.with_rows(rows)
    }

    /// Returns the number of buttons.
    pub fn len(&self) -> usize {
        self.rows.iter().fold(self.loose.len(), |sum, row| sum + row.len())
    }

    /// Returns whether the keyboard has no buttons.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the buttons, row by row, without any check of Telegram's limits. No row is empty.
    pub fn into_rows(self) -> Vec<Vec<B>> {
        self.with_rows(Vec::new()).rows
    }

    /// Adds rows behind those of the buttons that are not in a row yet.
    fn with_rows(mut self, rows: Vec<Vec<B>>) -> Self {
        if !self.loose.is_empty() {
            self.rows.extend(in_rows(std::mem::take(&mut self.loose), &[B::PER_ROW], 0));
        }
        for row in rows {
            if !row.is_empty() {
                self.rows.push(row);
            }
        }
        self
    }
}

impl<B: KeyboardItem> Default for Keyboard<B> {
    fn default() -> Self {
        Self::new()
    }
}

/// The rows of a keyboard that a message has, for a change of some of them. Rows without buttons
/// are left out.
impl From<InlineKeyboardMarkup> for InlineKeyboard {
    fn from(markup: InlineKeyboardMarkup) -> Self {
        Self::new().with_rows(markup.inline_keyboard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widths(keyboard: ReplyKeyboard) -> Vec<usize> {
        keyboard.into_rows().iter().map(Vec::len).collect()
    }

    fn texts(count: usize) -> Vec<String> {
        (0..count).map(|number| number.to_string()).collect()
    }

    #[test]
    fn finished_rows_are_not_arranged_again() {
        let keyboard = ReplyKeyboard::new()
            .row(["a", "b", "c"])
            .buttons(texts(5))
            .grid(2)
            .button("x")
            .button("y")
            .row(["z"])
            .buttons(texts(3))
            .adjust_repeating(&[1, 2]);
        assert_eq!(keyboard.len(), 14);
        assert_eq!(widths(keyboard), [3, 2, 2, 1, 2, 1, 1, 2]);
    }

    #[test]
    fn loose_buttons_fill_rows_of_the_greatest_width() {
        assert_eq!(widths(ReplyKeyboard::new().buttons(texts(26))), [12, 12, 2]);
    }

    #[test]
    fn rows_without_buttons_are_left_out() {
        let none: [&str; 0] = [];
        assert_eq!(widths(ReplyKeyboard::new().row(none).button("x").row(none)), [1]);
        assert!(ReplyKeyboard::new().row(none).is_empty());
    }

    #[test]
    fn keyboards_are_joined() {
        let first = ReplyKeyboard::new().button("a").button("b");
        let second = ReplyKeyboard::new().buttons(texts(3)).grid(2);
        assert_eq!(widths(first.extend(second)), [2, 2, 1]);
    }

    #[test]
    fn rows_of_a_received_keyboard_can_be_extended() {
        let shown = InlineKeyboardMarkup::new(vec![
            vec![InlineKeyboardButton::new("a"), InlineKeyboardButton::new("b")],
            Vec::new(),
        ]);
        let rows = InlineKeyboard::from(shown).row([InlineKeyboardButton::new("c")]).into_rows();
        assert_eq!(rows.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    #[should_panic(expected = "all sizes must be at least 1")]
    fn a_row_of_no_buttons_panics() {
        drop(ReplyKeyboard::new().button("x").adjust(&[2, 0]));
    }

    #[test]
    #[should_panic(expected = "the sizes of rows are missing")]
    fn no_sizes_panic() {
        drop(ReplyKeyboard::new().button("x").adjust(&[]));
    }
}
