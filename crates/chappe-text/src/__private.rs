//! What the code that `text!` generates uses.

use std::fmt::{Arguments, Display, Write as _};

pub use chappe_macros::__text;

use crate::to_text::ToText;
pub use crate::tree::FormattedText;

/// Appends a part of the literal.
pub fn push(text: &mut FormattedText, part: &str) {
    text.push_str(part);
}

/// Appends a value with a format such as `{:>5}`.
pub fn push_displayed(text: &mut FormattedText, value: Arguments<'_>) {
    // A formatted text accepts everything that is written.
    let _ = text.write_fmt(value);
}

/// An argument of `text!`.
#[derive(Debug)]
pub struct Argument<'a, T: ?Sized>(pub &'a T);

/// Appends a value with its formats. The method lookup prefers this trait to [`Plain`], because its
/// receiver needs one reference less.
pub trait Formatted {
    /// Appends the value.
    fn append_to(&self, text: &mut FormattedText);
}

/// Appends a value without formats.
pub trait Plain {
    /// Appends the value.
    fn append_to(&self, text: &mut FormattedText);
}

impl<T: ToText + ?Sized> Formatted for Argument<'_, T> {
    fn append_to(&self, text: &mut FormattedText) {
        text.push(self.0.to_text());
    }
}

impl<T: Display + ?Sized> Plain for &Argument<'_, T> {
    fn append_to(&self, text: &mut FormattedText) {
        // A formatted text accepts everything that is written.
        let _ = write!(text, "{}", self.0);
    }
}
