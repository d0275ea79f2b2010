//! Objects that one loop reads, by tables of their fields.
//!
//! Most objects are rare. Code of their own for each would be most of what this
//! crate compiles to, and of what a bot weighs; those that usual updates are made
//! of have it nonetheless (`direct` in `schema/shape.json`).

use crate::json::{Fault, Reader, Result};

/// The fields of an object.
pub(crate) struct Table {
    /// Their names, then second names of some. At most 64.
    pub(crate) names: &'static [&'static str],
    /// Those that must be there, one bit each.
    pub(crate) required: u64,
}

/// A reference to an object whose fields are read in place, each by its number in the
/// table. What is erased is the reference, so that what drops the object is not compiled
/// along with it.
pub(crate) trait Slots {
    fn read_slot(&mut self, index: usize, reader: &mut Reader<'_>) -> Result<()>;
}

/// Reads the fields of an empty object.
#[inline(never)]
pub(crate) fn fill(
    object: &mut dyn Slots,
    table: &'static Table,
    reader: &mut Reader<'_>,
) -> Result<()> {
    let mut seen = 0_u64;
    let mut expected = 0;
    let mut next = reader.first_key();
    while let Some(key) = next {
        match place(table.names, expected, key) {
            Some(index) => {
                object.read_slot(index, reader)?;
                seen |= 1 << index;
                expected = index + 1;
            }
            None => reader.skip()?,
        }
        next = reader.next_key();
    }
    reader.leave()?;
    let missing = table.required & !seen;
    match table.names.get(missing.trailing_zeros() as usize) {
        Some(name) if missing != 0 => reader.fail(Fault::Missing(name)),
        _ => Ok(()),
    }
}

/// Where a name stands. Telegram mostly keeps the order of the table, so the search
/// begins where the next one is `expected`.
fn place(names: &[&str], expected: usize, key: &[u8]) -> Option<usize> {
    let (before, after) = names.split_at_checked(expected)?;
    let is_it = |name: &&str| name.as_bytes() == key;
    match after.iter().position(is_it) {
        Some(index) => Some(expected + index),
        None => before.iter().position(is_it),
    }
}
