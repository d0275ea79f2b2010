//! What the code that `text!` generates uses.

use std::fmt::{Display, Write as _};

use crate::{to_text::ToText, tree::FormattedText};

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
