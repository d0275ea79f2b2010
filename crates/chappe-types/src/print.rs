//! Printing, compiled once.

use serde::Serialize;

/// Appends `value` as JSON.
///
/// Called where `value`'s type is known, which is in this crate: so the printers
/// of all types are compiled here, and not again where they are used.
pub(crate) fn print<T: Serialize>(value: &T, buffer: &mut Vec<u8>) {
    // Writing to memory cannot fail, and no object has keys but strings.
    serde_json::to_writer(buffer, value).expect("objects and methods are JSON");
}
