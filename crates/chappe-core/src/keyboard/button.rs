//! The types of buttons.

use chappe_types::{InlineKeyboardButton, KeyboardButton};

use crate::keyboard::button::sealed::Sealed;

/// A type of button that a [`Keyboard`](crate::keyboard::Keyboard) consists of. The trait is
/// sealed.
pub trait KeyboardItem: Sealed + Sized {
    /// The greatest number of buttons in a row. Telegram does not show further ones.
    const PER_ROW: usize;

    /// The greatest number of buttons in a keyboard. Telegram refuses a keyboard with more.
    const IN_ALL: usize;
}

impl KeyboardItem for InlineKeyboardButton {
    const PER_ROW: usize = 8;
    const IN_ALL: usize = 100;
}

impl KeyboardItem for KeyboardButton {
    const PER_ROW: usize = 12;
    const IN_ALL: usize = 300;
}

pub(super) mod sealed {
    use super::{InlineKeyboardButton, KeyboardButton};

    /// Access to the text of a button.
    #[expect(unnameable_types, reason = "sealed")]
    pub trait Sealed {
        /// Returns the text.
        fn text(&self) -> &str;
    }

    impl Sealed for InlineKeyboardButton {
        fn text(&self) -> &str {
            &self.text
        }
    }

    impl Sealed for KeyboardButton {
        fn text(&self) -> &str {
            &self.text
        }
    }
}
