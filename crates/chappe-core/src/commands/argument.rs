//! The trait of fields: arguments of commands.

use std::{error::Error, fmt, str::FromStr};

use crate::commands::Words;

/// An argument of a command: a field of a variant of a [`Commands`](crate::commands::Commands)
/// enum.
///
/// All types that implement [`FromStr`] are arguments of one word. Implement this trait for an
/// argument of another shape.
///
/// # Example
///
/// ```
/// use chappe::commands::{Argument, ArgumentError, Words};
/// use chappe::prelude::*;
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Point(i32, i32);
///
/// impl Argument for Point {
///     fn take(words: &mut Words<'_>) -> Result<Self, ArgumentError> {
///         Ok(Self(i32::take(words)?, i32::take(words)?))
///     }
/// }
///
/// #[derive(Clone, Debug, PartialEq, Commands)]
/// enum Command {
///     /// Moves a piece
///     Move { from: Point, to: Point },
/// }
///
/// let moved = Command::parse("/move 1 2 3 4").expect("it is a command")?;
/// assert_eq!(moved, Command::Move { from: Point(1, 2), to: Point(3, 4) });
/// # Ok::<(), BoxError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an argument of a command",
    label = "cannot be parsed from a word",
    note = "implement `FromStr` for `{Self}`, with an error that implements `Display`, or `chappe::commands::Argument` for an argument of several words"
)]
pub trait Argument: Sized {
    /// Takes the argument from the words that are left.
    ///
    /// # Errors
    ///
    /// Fails if there is no word, or if the word is not a value of this type.
    fn take(words: &mut Words<'_>) -> Result<Self, ArgumentError>;

    /// Takes the argument if there is one: a field of the type `Option<Self>`.
    ///
    /// # Errors
    ///
    /// Fails if the next word is not a value of this type.
    fn take_optional(words: &mut Words<'_>) -> Result<Option<Self>, ArgumentError> {
        if words.is_empty() { Ok(None) } else { Self::take(words).map(Some) }
    }
}

#[diagnostic::do_not_recommend]
impl<T> Argument for T
where
    T: FromStr<Err: fmt::Display>,
{
    fn take(words: &mut Words<'_>) -> Result<Self, ArgumentError> {
        let word = words.next_word()?;
        word.parse().map_err(ArgumentError::new)
    }
}

/// The reason why an argument was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArgumentError {
    reason: String,
    /// Whether it belongs to no field.
    is_surplus: bool,
}

impl ArgumentError {
    /// Creates the error of a word that is not a value of the type. The reason is a text without
    /// a full stop: `invalid digit found in string`.
    pub fn new(reason: impl fmt::Display) -> Self {
        Self { reason: reason.to_string(), is_surplus: false }
    }

    /// Creates the error of a missing word.
    pub(crate) fn missing() -> Self {
        Self::new("it is missing")
    }

    /// Creates the error of a word after the last field.
    pub(crate) fn surplus(word: &str) -> Self {
        Self { reason: format!("{word:?} is one argument too many"), is_surplus: true }
    }

    /// Returns the reason.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    pub(crate) fn is_surplus(&self) -> bool {
        self.is_surplus
    }
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl Error for ArgumentError {}
