//! An error and its causes, as one sentence.

use std::{error::Error, fmt};

/// Writes an error and all of its causes, with colons between: for the `Debug` of errors that
/// a `main` returns, where that is all that is seen.
///
/// # Errors
///
/// As the formatter fails.
///
/// # Example
///
/// ```
/// use std::{error::Error, fmt};
///
/// struct Lost(fmt::Error);
///
/// impl fmt::Display for Lost {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         f.write_str("the order is lost")
///     }
/// }
///
/// impl fmt::Debug for Lost {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         chappe_core::write_causes(self, f)
///     }
/// }
///
/// impl Error for Lost {
///     fn source(&self) -> Option<&(dyn Error + 'static)> {
///         Some(&self.0)
///     }
/// }
///
/// let said = format!("{:?}", Lost(fmt::Error));
/// assert_eq!(said, format!("the order is lost: {}", fmt::Error));
/// ```
pub fn write_causes(error: &(dyn Error + 'static), f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{error}")?;
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(f, ": {error}")?;
        cause = error.source();
    }
    Ok(())
}
