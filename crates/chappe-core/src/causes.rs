//! Formats an error with its sources.

use std::{error::Error, fmt};

/// Writes an error and all of its sources, separated by colons.
///
/// For the `Debug` of errors that `main` returns: Rust prints their `Debug` and nothing else.
///
/// # Errors
///
/// Returns the error of the formatter.
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
/// let text = format!("{:?}", Lost(fmt::Error));
/// assert_eq!(text, format!("the order is lost: {}", fmt::Error));
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
