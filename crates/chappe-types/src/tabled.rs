//! Objects that one loop reads, by tables of their fields.
//!
//! Most objects are rare. Code of their own for each would be most of what this
//! crate compiles to, and of what a bot weighs; those that usual updates are made
//! of have it nonetheless (`direct` in `schema/shape.json`).

use crate::json::{Fault, Reader, Result};

/// A reference to an object whose fields are read in place, each by its number in the
/// table. What is erased is the reference, so that what drops the object is not compiled
/// along with it.
pub(crate) trait Slots {
    fn read_slot(&mut self, index: usize, reader: &mut Reader<'_>) -> Result<()>;
}

/// Reads the fields of an empty object. The table of them is their names, each after its
/// length, then second names of some; 64 in all at most. One string of bytes weighs a
/// fourth of what a list of strings does. Those that must be there have a bit each in
/// `required`.
#[inline(never)]
pub(crate) fn fill(
    object: &mut dyn Slots,
    names: &'static [u8],
    required: u64,
    reader: &mut Reader<'_>,
) -> Result<()> {
    let mut seen = 0_u64;
    let mut expected = Place { index: 0, start: 0 };
    let mut next = reader.first_key();
    while let Some(key) = next {
        match find(names, expected, key) {
            Some(found) => {
                object.read_slot(found.index, reader)?;
                seen |= 1 << found.index;
                expected = Place { index: found.index + 1, start: found.start + key.len() + 1 };
            }
            None => reader.skip()?,
        }
        next = reader.next_key();
    }
    reader.leave()?;
    let missing = required & !seen;
    if missing == 0 {
        return Ok(());
    }
    let mut name = names;
    for _ in 0..missing.trailing_zeros() {
        name = cut(name).map_or(&[], |(_, rest)| rest);
    }
    let name = cut(name).and_then(|(name, _)| std::str::from_utf8(name).ok());
    reader.fail(Fault::Missing(name.unwrap_or_default()))
}

/// The first of some names, and the others.
#[inline]
fn cut(names: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, names) = names.split_first()?;
    names.split_at_checked(usize::from(*length))
}

/// A name: which one it is, and where it begins.
#[derive(Clone, Copy)]
struct Place {
    index: usize,
    start: usize,
}

/// Where a name stands. Telegram mostly keeps the order of the table, so the search
/// begins where the next one is `expected`.
fn find(names: &[u8], expected: Place, key: &[u8]) -> Option<Place> {
    find_between(names, expected, names.len(), key).or_else(|| {
        let first = Place { index: 0, start: 0 };
        find_between(names, first, expected.start, key)
    })
}

fn find_between(names: &[u8], mut at: Place, end: usize, key: &[u8]) -> Option<Place> {
    let mut rest = names.get(at.start..end)?;
    while let Some((name, others)) = cut(rest) {
        if name == key {
            return Some(at);
        }
        at = Place { index: at.index + 1, start: at.start + name.len() + 1 };
        rest = others;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_from_wherever_the_search_begins() {
        let names = b"\x04text\x10bank_card_number\x01t";
        let starts = [0, 5, 22, 24];
        let places = [0, 1, 2, 3].map(|index| Place { index, start: starts[index] });
        let find = |key: &[u8]| {
            places.map(|expected| {
                let found = find(names, expected, key);
                found.map(|found| (found.index, found.start))
            })
        };
        for (index, name) in ["text", "bank_card_number", "t"].iter().enumerate() {
            assert_eq!(find(name.as_bytes()), [Some((index, starts[index])); 4], "{name}");
        }
        for none in
            [&b""[..], b"tex", b"number", b"\x04text", b"text\x10bank_card_number", b"\x01t"]
        {
            assert_eq!(find(none), [None; 4], "{none:?}");
        }
    }
}
