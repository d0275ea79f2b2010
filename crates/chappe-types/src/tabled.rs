//! Objects that one loop reads, by tables of their fields.
//!
//! Most objects are rare. Code of their own for each would be most of what this
//! crate compiles to, and of what a bot weighs; those that usual updates are made
//! of have it nonetheless (`direct` in `schema/shape.json`).

use crate::{
    empty::Empty,
    json::{Fault, Reader, Result},
};

/// The fields of an object.
pub(crate) struct Table {
    /// Their names, then second names of some. At most 64.
    pub(crate) names: &'static [&'static str],
    /// Those that must be there, one bit each.
    pub(crate) required: u64,
}

/// An object whose fields are read in place, each by its number in the table.
pub(crate) trait Slots {
    fn read_slot(&mut self, index: usize, reader: &mut Reader<'_>) -> Result<()>;
}

/// An object that has a table.
pub(crate) trait Tabled: Empty + Slots {
    const TABLE: &'static Table;
}

/// Reads an object into an empty one.
#[inline(never)]
fn fill(object: &mut dyn Slots, table: &Table, reader: &mut Reader<'_>) -> Result<()> {
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

/// Lets objects with tables be read.
macro_rules! tabled {
    ($($object:ty)*) => {$(
        impl Read for $object {
            #[inline]
            fn read(reader: &mut Reader<'_>) -> Result<Self> {
                crate::tabled::read(reader)
            }

            #[inline]
            fn read_boxed(reader: &mut Reader<'_>) -> Result<Box<Self>> {
                crate::tabled::read_boxed(reader)
            }

            #[inline]
            fn read_onto(list: &mut Vec<Self>, reader: &mut Reader<'_>) -> Result<()> {
                crate::tabled::read_onto(list, reader)
            }
        }
    )*};
}
pub(crate) use tabled;

#[inline(never)]
pub(crate) fn read<T: Tabled>(reader: &mut Reader<'_>) -> Result<T> {
    let mut object = T::empty();
    fill(&mut object, T::TABLE, reader)?;
    Ok(object)
}

#[inline(never)]
pub(crate) fn read_boxed<T: Tabled>(reader: &mut Reader<'_>) -> Result<Box<T>> {
    let mut object = empty_boxed::<T>();
    fill(&mut *object, T::TABLE, reader)?;
    Ok(object)
}

#[inline(never)]
pub(crate) fn read_onto<T: Tabled>(list: &mut Vec<T>, reader: &mut Reader<'_>) -> Result<()> {
    push_empty(list);
    match list.last_mut() {
        Some(item) => fill(item, T::TABLE, reader),
        None => Ok(()),
    }
}

/// Reads a required object in place.
#[inline(never)]
pub(crate) fn object_into<T: Tabled>(object: &mut T, reader: &mut Reader<'_>) -> Result<()> {
    // A key may come twice.
    *object = T::empty();
    fill(object, T::TABLE, reader)
}

/// Reads an object or `null` in place.
#[inline(never)]
pub(crate) fn boxed_into<T: Tabled>(
    place: &mut Option<Box<T>>,
    reader: &mut Reader<'_>,
) -> Result<()> {
    // A key may come twice.
    if place.is_some() {
        clear(place);
    }
    if reader.null()? {
        return Ok(());
    }
    fill(&mut **place.get_or_insert_with(empty_boxed), T::TABLE, reader)
}

#[cold]
#[inline(never)]
fn clear<T>(place: &mut Option<T>) {
    *place = None;
}

// Functions of their own: what they move is then on no stack while fields are read,
// which recurses.

#[inline(never)]
fn empty_boxed<T: Empty>() -> Box<T> {
    Box::new(T::empty())
}

#[inline(never)]
fn push_empty<T: Empty>(list: &mut Vec<T>) {
    list.push(T::empty());
}
