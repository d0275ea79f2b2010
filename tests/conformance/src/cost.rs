//! What a dispatch costs in allocations.

use std::io::Write;

use chappe_core::BoxError;

/// Writes the costs as one line of JSON.
///
/// # Errors
///
/// Fails if the output cannot be written.
pub fn run(mut output: impl Write) -> Result<(), BoxError> {
    Ok(writeln!(output, "{{}}")?)
}
