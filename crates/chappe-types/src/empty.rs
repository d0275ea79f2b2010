//! Placeholders for fields that are about to be read.

use crate::str::Str;

/// What stands in a field of a struct that is filled in place.
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
