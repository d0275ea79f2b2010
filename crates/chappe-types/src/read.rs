//! How values are read: the traits that generated decoders implement.

use crate::{
    json::{DecodeError, Fault, Reader, Result},
    str::Str,
};

/// Read from JSON.
pub(crate) trait Read: Sized {
    fn read(reader: &mut Reader<'_>) -> Result<Self>;

    /// Reads it behind a pointer; large types are made there.
    fn read_boxed(reader: &mut Reader<'_>) -> Result<Box<Self>> {
        Self::read(reader).map(Box::new)
    }

    /// Reads an element of a list onto its end.
    fn read_onto(list: &mut Vec<Self>, reader: &mut Reader<'_>) -> Result<()> {
        list.push(Self::read(reader)?);
        Ok(())
    }

    /// The value of a field that is required, yet missing.
    fn missing(reader: &mut Reader<'_>, field: &'static str) -> Result<Self> {
        reader.fail(Fault::Missing(field))
    }
}

/// A value or `null`.
pub(crate) fn optional<T: Read>(reader: &mut Reader<'_>) -> Result<Option<T>> {
    if reader.null()? { Ok(None) } else { T::read(reader).map(Some) }
}

/// Reads a required field in place.
#[inline(never)]
pub(crate) fn read_into<T: Read>(place: &mut T, reader: &mut Reader<'_>) -> Result<()> {
    *place = T::read(reader)?;
    Ok(())
}

/// Reads a value or `null` in place.
#[inline(never)]
pub(crate) fn optional_into<T: Read>(place: &mut Option<T>, reader: &mut Reader<'_>) -> Result<()> {
    *place = if reader.null()? { None } else { Some(T::read(reader)?) };
    Ok(())
}

/// A required field that was read, or what stands for it.
pub(crate) fn required<T: Read>(
    value: Option<T>,
    reader: &mut Reader<'_>,
    field: &'static str,
) -> Result<T> {
    match value {
        Some(value) => Ok(value),
        None => T::missing(reader, field),
    }
}

/// A required field that some servers leave out.
pub(crate) fn or_default<T: Default>(value: Option<T>) -> T {
    value.unwrap_or_default()
}

/// Decodes a whole document.
pub(crate) fn decode<T: Read>(bytes: &[u8]) -> std::result::Result<T, DecodeError> {
    Reader::document(bytes, T::read)
}

impl Read for bool {
    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        reader.bool()
    }

    // Servers older than a flag do not send it.
    fn missing(_: &mut Reader<'_>, _: &'static str) -> Result<Self> {
        Ok(false)
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

impl<T: Read> Read for Box<T> {
    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        T::read_boxed(reader)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        reader.begin_array()?;
        let mut items = Self::new();
        let mut is_first = true;
        while reader.next_element(&mut is_first)? {
            if items.is_empty() {
                items.reserve_exact(1);
            }
            T::read_onto(&mut items, reader)?;
        }
        Ok(items)
    }

    // Servers older than a list do not send it.
    fn missing(_: &mut Reader<'_>, _: &'static str) -> Result<Self> {
        Ok(Self::new())
    }
}

/// A value; an object without fields, or `null`, is none.
pub(crate) fn non_empty<T: Read>(reader: &mut Reader<'_>) -> Result<Option<T>> {
    let is_empty = reader.peek() == Some(b'{')
        && reader.ahead(|reader| {
            let key = reader.first_key();
            reader.leave().map(|()| key.is_none())
        })?;
    if is_empty { reader.skip().map(|()| None) } else { optional(reader) }
}
