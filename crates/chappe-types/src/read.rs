//! How values are read: the traits that generated decoders implement.

use std::sync::Arc;

use crate::{
    empty::Empty,
    json::{DecodeError, Fault, Reader, Result},
    str::Str,
};

/// Read from JSON.
pub(crate) trait Read: Sized {
    fn read(reader: &mut Reader<'_>) -> Result<Self>;

    /// Reads it behind a pointer; large types are made there.
    #[inline]
    fn read_boxed(reader: &mut Reader<'_>) -> Result<Box<Self>> {
        boxed(reader)
    }

    /// Reads it behind a pointer that is shared.
    #[inline]
    fn read_shared(reader: &mut Reader<'_>) -> Result<Arc<Self>> {
        shared(reader)
    }

    /// Reads an element of a list onto its end.
    #[inline]
    fn read_onto(list: &mut Vec<Self>, reader: &mut Reader<'_>) -> Result<()> {
        onto(list, reader)
    }
}

// What drops a value is compiled anew in each part of the crate that does, and the crate
// is split by modules, where methods stand with their type. So whatever may drop one is
// a function of this module.

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
    /// Reads the fields of one that is [empty](Empty).
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

// None of these is inline: else objects would stand on the stack of those who read
// them, which recurse.

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
    // A key may come twice.
    *object = T::empty();
    object.fill(reader)
}

/// Reads an object or `null` in place.
#[inline(never)]
pub(crate) fn optional_object_into<T: Empty + Fill>(
    place: &mut Option<T>,
    reader: &mut Reader<'_>,
) -> Result<()> {
    *place = if reader.null()? { None } else { Some(T::empty()) };
    match place {
        Some(object) => object.fill(reader),
        None => Ok(()),
    }
}

/// Reads an object or `null` in place, behind a pointer.
#[inline(never)]
pub(crate) fn boxed_object_into<T: Empty + Fill>(
    place: &mut Option<Box<T>>,
    reader: &mut Reader<'_>,
) -> Result<()> {
    *place = if reader.null()? { None } else { Some(empty_boxed()) };
    match place {
        Some(object) => object.fill(reader),
        None => Ok(()),
    }
}

/// Reads a required field in place.
#[inline(never)]
pub(crate) fn read_into<T: Read>(place: &mut T, reader: &mut Reader<'_>) -> Result<()> {
    match T::read(reader) {
        Ok(value) => {
            *place = value;
            Ok(())
        }
        Err(failed) => Err(failed),
    }
}

/// Reads a value or `null` in place.
#[inline(never)]
pub(crate) fn optional_into<T: Read>(place: &mut Option<T>, reader: &mut Reader<'_>) -> Result<()> {
    *place = if reader.null()? { None } else { Some(T::read(reader)?) };
    Ok(())
}

/// Reads a value or `null` in place, behind a pointer.
#[inline(never)]
pub(crate) fn boxed_into<T: Read>(
    place: &mut Option<Box<T>>,
    reader: &mut Reader<'_>,
) -> Result<()> {
    *place = if reader.null()? { None } else { Some(T::read_boxed(reader)?) };
    Ok(())
}

/// A required field, which must have been read.
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

/// A reference to a list that is read item by item.
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

/// How many more items a full list gets room for: as many as it has, or twice those that
/// there still can be if they are as long as those that were read. So a list that grows
/// takes at most twice the memory of its items, the old list included.
fn more(count: usize, start: usize, reader: &Reader<'_>) -> usize {
    match count {
        // Most lists are of one item.
        0 => 1,
        // Too few to say how long they are.
        1..4 => 3,
        _ => {
            let length = ((reader.place() - start) / count).max(1);
            count.min(2 * reader.left() / length + 1)
        }
    }
}

fn read_items(items: &mut dyn Items, reader: &mut Reader<'_>) -> Result<()> {
    reader.begin_array()?;
    let start = reader.place();
    let mut is_first = true;
    while reader.next_element(&mut is_first)? {
        items.read_item(start, reader)?;
    }
    Ok(())
}

/// Reads an object in place, behind a pointer; one without fields, or `null`, is none.
pub(crate) fn non_empty_into<T: Empty + Fill>(
    place: &mut Option<Box<T>>,
    reader: &mut Reader<'_>,
) -> Result<()> {
    let is_empty = reader.peek() == Some(b'{')
        && reader.ahead(|reader| {
            let key = reader.first_key();
            reader.leave().map(|()| key.is_none())
        })?;
    if is_empty {
        *place = None;
        reader.skip()
    } else {
        boxed_object_into(place, reader)
    }
}
