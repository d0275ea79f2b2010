//! Decodes objects in one loop, driven by a table of their fields' names.
//!
//! Most objects are rare. A decoder for each of them would be most of the code of this
//! crate and of a bot. The objects that ordinary updates consist of have decoders nonetheless
//! (`direct` in `schema/shape.json`).

use crate::json::{Fault, Reader, Result, same};

/// A reference to an object whose fields are read in place, each by its index in the
/// table. The trait is implemented for the reference, not for the object, because the
/// vtable of the object would hold its drop glue.
pub(crate) trait Slots {
    fn read_slot(&mut self, index: usize, reader: &mut Reader<'_>) -> Result<()>;
}

/// Reads the fields of an empty object. `names` lists the fields' names, then the second
/// names of some; at most 64 in all. `required` has a bit for each field that must be
/// present.
// Not generic: instantiated once, not once per object.
#[inline(never)]
pub(crate) fn fill(
    object: &mut dyn Slots,
    names: &'static [&'static str],
    required: u64,
    reader: &mut Reader<'_>,
) -> Result<()> {
    let mut seen = 0_u64;
    let mut expected = 0;
    let mut next = reader.first_key();
    while let Some(key) = next {
        match find(names, expected, key) {
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
    let missing = required & !seen;
    match names.get(missing.trailing_zeros() as usize) {
        Some(name) => reader.fail(Fault::Missing(name)),
        None => Ok(()),
    }
}

/// The index of a name. Telegram mostly keeps the order of the table, so the search
/// begins at the `expected` index.
fn find(names: &[&str], expected: usize, key: &[u8]) -> Option<usize> {
    let is_key = |index: &usize| names.get(*index).is_some_and(|name| same(key, name.as_bytes()));
    (expected..names.len()).find(is_key).or_else(|| (0..expected).find(is_key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_wherever_the_search_begins() {
        let names = ["text", "bank_card_number", "t"];
        let find = |key: &[u8]| [0, 1, 2, 3].map(|expected| find(&names, expected, key));
        for (index, name) in names.iter().enumerate() {
            assert_eq!(find(name.as_bytes()), [Some(index); 4], "{name}");
        }
        for unknown in [&b""[..], b"tex", b"number", b"text\0", b"bank_card_numbers"] {
            assert_eq!(find(unknown), [None; 4], "{unknown:?}");
        }
    }
}
