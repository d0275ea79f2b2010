//! Sets of options that fit into the data of a button.

use std::{error::Error, fmt, str::FromStr};

/// A set of options of a list, by their indices 0–63.
///
/// [`bits`](Self::bits) and [`From<u64>`](Self#impl-From%3Cu64%3E-for-Choices) convert it to and
/// from the number that callback data contains. `Display` and `FromStr` write that number in
/// base 16, which has at most 16 digits.
///
/// # Example
///
/// ```
/// use chappe::keyboard::Choices;
///
/// let choices = Choices::new().toggled(0).toggled(5);
/// assert_eq!(choices.iter().collect::<Vec<_>>(), [0, 5]);
/// assert_eq!(choices.to_string(), "21");
/// assert_eq!("21".parse(), Ok(choices));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Choices(u64);

impl Choices {
    /// Creates an empty set.
    pub const fn new() -> Self {
        Self(0)
    }

    /// Returns whether the set contains the option.
    pub fn contains(self, option: usize) -> bool {
        option < 64 && self.0 >> option & 1 == 1
    }

    /// Returns the set with the option added, or removed if it was in the set.
    ///
    /// # Panics
    ///
    /// Panics if `option` is greater than 63.
    #[must_use]
    #[track_caller]
    pub fn toggled(self, option: usize) -> Self {
        assert!(option < 64, "a set of choices has the options 0–63, and not {option}");
        Self(self.0 ^ 1 << option)
    }

    /// Returns the options in ascending order.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..64).filter(move |option| self.contains(*option))
    }

    /// Returns how many options are in the set.
    pub fn len(self) -> usize {
        self.iter().count()
    }

    /// Returns whether the set is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the set as a number with one bit per option.
    pub fn bits(self) -> u64 {
        self.0
    }
}

impl From<u64> for Choices {
    fn from(bits: u64) -> Self {
        Self(bits)
    }
}

impl fmt::Display for Choices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}", self.0)
    }
}

impl FromStr for Choices {
    type Err = ParseChoicesError;

    fn from_str(text: &str) -> Result<Self, ParseChoicesError> {
        u64::from_str_radix(text, 16).map(Self).map_err(|_| ParseChoicesError(()))
    }
}

/// The error of a text that is not a set of [`Choices`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseChoicesError(());

impl fmt::Display for ParseChoicesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a set of choices is a number of up to 16 digits in base 16")
    }
}

impl Error for ParseChoicesError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn options_are_added_and_removed() {
        let both = Choices::new().toggled(63).toggled(1);
        assert_eq!((both.len(), both.contains(1), both.contains(2)), (2, true, false));
        assert_eq!(both.toggled(63).iter().collect::<Vec<_>>(), [1]);
        assert!(both.toggled(63).toggled(1).is_empty());
        assert!(!both.contains(65));
    }

    #[test]
    fn other_texts_are_errors() {
        for text in ["", "x", "-1", "10000000000000000"] {
            assert_eq!(text.parse::<Choices>(), Err(ParseChoicesError(())), "{text}");
        }
    }

    #[test]
    #[should_panic(expected = "a set of choices has the options 0–63, and not 64")]
    fn the_65th_option_panics() {
        let _ = Choices::new().toggled(64);
    }

    proptest! {
        #[test]
        fn sets_are_written_and_read(bits: u64) {
            let choices = Choices::from(bits);
            prop_assert_eq!(choices.to_string().parse(), Ok(choices));
            prop_assert!(choices.to_string().len() <= 16);
            let rebuilt = choices.iter().fold(Choices::new(), Choices::toggled);
            prop_assert_eq!((rebuilt, rebuilt.bits()), (choices, bits));
        }
    }
}
