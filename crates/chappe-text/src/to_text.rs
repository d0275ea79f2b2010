//! Values with formatted texts of their own.

use std::borrow::Cow;

use crate::tree::FormattedText;

/// A value that the macro `text!` writes with formats. Other values are written as `Display` writes
/// them, without formats.
///
/// # Example
///
/// ```
/// use chappe::text::{FormattedText, ToText, bold, text};
///
/// struct Price(u32);
///
/// impl ToText for Price {
///     fn to_text(&self) -> FormattedText {
///         bold(self.0) + " ⭐"
///     }
/// }
///
/// assert_eq!(text!("It costs {}.", Price(5)).to_html(), "It costs <b>5</b> ⭐.");
/// ```
pub trait ToText {
    /// Returns the text with its formats.
    fn to_text(&self) -> FormattedText;
}

impl ToText for FormattedText {
    fn to_text(&self) -> FormattedText {
        self.clone()
    }
}

impl<T: ToText + ?Sized> ToText for &T {
    fn to_text(&self) -> FormattedText {
        (**self).to_text()
    }
}

impl<T: ToText + ?Sized> ToText for Box<T> {
    fn to_text(&self) -> FormattedText {
        (**self).to_text()
    }
}

impl<T: ToText + Clone> ToText for Cow<'_, T> {
    fn to_text(&self) -> FormattedText {
        (**self).to_text()
    }
}
