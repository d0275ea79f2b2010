//! The traits that generated decoders implement.

use std::sync::Arc;

use crate::{
    empty::Empty,
    json::{DecodeError, Fault, Reader, Result},
    str::Str,
};

/// A type that is decoded from JSON.
pub(crate) trait Read: Sized {
    fn read(reader: &mut Reader<'_>) -> Result<Self>;

    /// Reads a boxed value. Objects are created in the box, not moved into it.
    #[inline]
    fn read_boxed(reader: &mut Reader<'_>) -> Result<Box<Self>> {
        boxed(reader)
    }

    /// Reads a value behind an `Arc`. Objects are created there, not moved into it.
    #[inline]
    fn read_shared(reader: &mut Reader<'_>) -> Result<Arc<Self>> {
        shared(reader)
    }

    /// Reads an item and appends it to a list.
    #[inline]
    fn read_onto(list: &mut Vec<Self>, reader: &mut Reader<'_>) -> Result<()> {
        onto(list, reader)
    }
}

// Drop glue is instantiated in each codegen unit that uses it, codegen units follow modules, and
// methods belong to the module of their type. Functions that may drop a `T` are therefore free
// functions of this module.

fn boxed<T: Read>(reader: &mut Reader<'_>) -> Result<Box<T>> {
    T::read(reader).map(Box::new)
}

fn shared<T: Read>(reader: &mut Reader<'_>) -> Result<Arc<T>> {
    T::read(reader).map(Arc::new)
}

fn onto<T: Read>(list: &mut Vec<T>, reader: &mut Reader<'_>) -> Result<()> {
    list.push(T::read(reader)?);
    Ok(())
}

/// An object whose fields are read in place.
pub(crate) trait Fill {
    /// Reads the fields of an object that is [empty](Empty).
    fn fill(&mut self, reader: &mut Reader<'_>) -> Result<()>;
}

impl<T: Empty + Fill> Read for T {
    #[inline]
    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        object(reader)
    }

    #[inline]
    fn read_boxed(reader: &mut Reader<'_>) -> Result<Box<Self>> {
        boxed_object(reader)
    }

    #[inline]
    fn read_shared(reader: &mut Reader<'_>) -> Result<Arc<Self>> {
        shared_object(reader)
    }

    #[inline]
    fn read_onto(list: &mut Vec<Self>, reader: &mut Reader<'_>) -> Result<()> {
        object_onto(list, reader)
    }
}

// Not inlined: otherwise the objects would be on the stack frames of the callers, which recurse.

#[inline(never)]
fn object<T: Empty + Fill>(reader: &mut Reader<'_>) -> Result<T> {
    let mut object = T::empty();
    object.fill(reader)?;
    Ok(object)
}

#[inline(never)]
fn boxed_object<T: Empty + Fill>(reader: &mut Reader<'_>) -> Result<Box<T>> {
    let mut object = empty_boxed::<T>();
    object.fill(reader)?;
    Ok(object)
}

#[inline(never)]
fn shared_object<T: Empty + Fill>(reader: &mut Reader<'_>) -> Result<Arc<T>> {
    let mut object = empty_shared::<T>();
    if let Some(object) = Arc::get_mut(&mut object) {
        object.fill(reader)?;
    }
    Ok(object)
}

#[inline(never)]
fn object_onto<T: Empty + Fill>(list: &mut Vec<T>, reader: &mut Reader<'_>) -> Result<()> {
    push_empty(list);
    match list.last_mut() {
        Some(item) => item.fill(reader),
        None => Ok(()),
    }
}

#[inline(never)]
pub(crate) fn empty_boxed<T: Empty>() -> Box<T> {
    Box::new(T::empty())
}

#[inline(never)]
fn empty_shared<T: Empty>() -> Arc<T> {
    Arc::new(T::empty())
}

#[inline(never)]
fn push_empty<T: Empty>(list: &mut Vec<T>) {
    list.push(T::empty());
}

/// Reads a required object in place.
#[inline(never)]
pub(crate) fn object_into<T: Empty + Fill>(object: &mut T, reader: &mut Reader<'_>) -> Result<()> {
    // A key may occur twice.
    *object = T::empty();
    object.fill(reader)
}

/// Reads an object or `null` in place.
#[inline(never)]
pub(crate) fn optional_object_into<T: Empty + Fill>(
    field: &mut Option<T>,
    reader: &mut Reader<'_>,
) -> Result<()> {
    *field = if reader.null()? { None } else { Some(T::empty()) };
    match field {
        Some(object) => object.fill(reader),
        None => Ok(()),
    }
}

/// Reads a boxed object or `null` in place.
#[inline(never)]
pub(crate) fn boxed_object_into<T: Empty + Fill>(
    field: &mut Option<Box<T>>,
    reader: &mut Reader<'_>,
) -> Result<()> {
    *field = if reader.null()? { None } else { Some(empty_boxed()) };
    match field {
        Some(object) => object.fill(reader),
        None => Ok(()),
    }
}

/// Reads a required field in place.
#[inline(never)]
pub(crate) fn read_into<T: Read>(field: &mut T, reader: &mut Reader<'_>) -> Result<()> {
    match T::read(reader) {
        Ok(value) => {
            *field = value;
            Ok(())
        }
        Err(failed) => Err(failed),
    }
}

/// Reads a value or `null` in place.
#[inline(never)]
pub(crate) fn optional_into<T: Read>(field: &mut Option<T>, reader: &mut Reader<'_>) -> Result<()> {
    *field = if reader.null()? { None } else { Some(T::read(reader)?) };
    Ok(())
}

/// Reads a boxed value or `null` in place.
#[inline(never)]
pub(crate) fn boxed_into<T: Read>(
    field: &mut Option<Box<T>>,
    reader: &mut Reader<'_>,
) -> Result<()> {
    *field = if reader.null()? { None } else { Some(T::read_boxed(reader)?) };
    Ok(())
}

/// Returns the value of a required field.
///
/// # Errors
///
/// Fails if the field was not read.
pub(crate) fn required<T>(
    value: Option<T>,
    reader: &mut Reader<'_>,
    field: &'static str,
) -> Result<T> {
    match value {
        Some(value) => Ok(value),
        None => reader.fail(Fault::Missing(field)),
    }
}

/// Decodes a whole document.
pub(crate) fn decode<T: Read>(bytes: &[u8]) -> std::result::Result<T, DecodeError> {
    Reader::document(bytes, T::read)
}

impl Read for bool {
    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        reader.bool()
    }
}

impl Read for i64 {
    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        reader.i64()
    }
}

impl Read for f64 {
    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        reader.f64()
    }
}

impl Read for Str {
    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        reader.text()
    }
}

impl<T: Read> Read for Vec<T> {
    #[inline]
    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        list(reader)
    }
}

fn list<T: Read>(reader: &mut Reader<'_>) -> Result<Vec<T>> {
    let mut items = Vec::new();
    read_items(&mut &mut items, reader)?;
    Ok(items)
}

/// A reference to a list that is read item by item. It erases the type of the items, so the loop
/// is instantiated once.
trait Items {
    /// Reads an item of the list that starts at `start`.
    fn read_item(&mut self, start: usize, reader: &mut Reader<'_>) -> Result<()>;
}

impl<T: Read> Items for &mut Vec<T> {
    fn read_item(&mut self, start: usize, reader: &mut Reader<'_>) -> Result<()> {
        if self.len() == self.capacity() {
            self.reserve_exact(more(self.len(), start, reader));
        }
        T::read_onto(self, reader)
    }
}

/// The number of items by which the capacity of a full list grows: as many as it has, or twice as
/// many as the rest of the document can hold if they are as long as those before, whichever is
/// less. A list that grows therefore takes at most twice the memory of its items, the old
/// allocation included.
fn more(count: usize, start: usize, reader: &Reader<'_>) -> usize {
    match count {
        // Most lists have one item.
        0 => 1,
        // Too few items to estimate their length.
        1..4 => 3,
        _ => {
            let length = ((reader.position() - start) / count).max(1);
            count.min(2 * reader.left() / length + 1)
        }
    }
}

fn read_items(items: &mut dyn Items, reader: &mut Reader<'_>) -> Result<()> {
    reader.begin_array()?;
    let start = reader.position();
    let mut is_first = true;
    while reader.next_element(&mut is_first)? {
        items.read_item(start, reader)?;
    }
    Ok(())
}

/// Reads a boxed object in place; an object without fields, or `null`, becomes `None`.
pub(crate) fn non_empty_into<T: Empty + Fill>(
    field: &mut Option<Box<T>>,
    reader: &mut Reader<'_>,
) -> Result<()> {
    let is_empty = reader.peek() == Some(b'{')
        && reader.ahead(|reader| {
            let key = reader.first_key();
            reader.leave().map(|()| key.is_none())
        })?;
    if is_empty {
        *field = None;
        reader.skip()
    } else {
        boxed_object_into(field, reader)
    }
}
