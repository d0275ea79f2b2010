//! Placeholders for fields that are read in place.

use crate::str::Str;

/// A type with a placeholder, which a field has until it is read.
pub(crate) trait Empty {
    fn empty() -> Self;
}

impl Empty for bool {
    fn empty() -> Self {
        false
    }
}

impl Empty for i64 {
    fn empty() -> Self {
        0
    }
}

impl Empty for f64 {
    fn empty() -> Self {
        0.0
    }
}

impl Empty for Str {
    fn empty() -> Self {
        Self::default()
    }
}

impl<T> Empty for Vec<T> {
    fn empty() -> Self {
        Self::new()
    }
}
