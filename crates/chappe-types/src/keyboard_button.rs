//! Buttons of reply keyboards that send their text.

use crate::{KeyboardButton, Str};

/// A button that sends its text.
impl From<&str> for KeyboardButton {
    #[inline]
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// A button that sends its text.
impl From<String> for KeyboardButton {
    #[inline]
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

/// A button that sends its text.
impl From<Str> for KeyboardButton {
    #[inline]
    fn from(text: Str) -> Self {
        Self::new(text)
    }
}
