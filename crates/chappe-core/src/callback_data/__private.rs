//! What the code of `#[derive(CallbackData)]` needs.

use crate::callback_data::{CallbackData, DataError, DataField, DataReader, DataWriter};

/// The greatest length of callback data in bytes.
const LONGEST: usize = crate::filter::LONGEST;

/// Returns the sum of lengths, of which `None` has no limit.
pub const fn sum(lengths: &[Option<usize>]) -> Option<usize> {
    let (mut sum, mut at) = (0_usize, 0);
    while at < lengths.len() {
        match lengths[at] {
            Some(length) => sum = sum.saturating_add(length),
            None => return None,
        }
        at += 1;
    }
    Some(sum)
}

/// Returns the greatest of lengths, of which `None` has no limit.
pub const fn greatest(lengths: &[Option<usize>]) -> Option<usize> {
    let (mut greatest, mut at) = (0, 0);
    while at < lengths.len() {
        match lengths[at] {
            Some(length) if length > greatest => greatest = length,
            Some(_) => {}
            None => return None,
        }
        at += 1;
    }
    Some(greatest)
}

/// Returns the length of `count` elements.
pub const fn times(length: Option<usize>, count: usize) -> Option<usize> {
    match length {
        Some(length) => Some(length.saturating_mul(count)),
        // A list of nothing.
        None if count == 0 => Some(0),
        None => None,
    }
}

/// Returns the length of the number of a variant.
pub const fn of_variant(number: u32) -> Option<usize> {
    let (mut digits, mut rest) = (1, number / 32);
    while rest > 0 {
        digits += 1;
        rest /= 32;
    }
    Some(digits)
}

/// Returns false if some value is longer than Telegram allows, and this is due to the type alone.
pub const fn fits(length: Option<usize>) -> bool {
    match length {
        Some(length) => length <= LONGEST,
        None => true,
    }
}

/// Appends the number of a variant.
pub fn encode_variant(writer: &mut DataWriter, number: u32) {
    writer.number(u64::from(number));
}

/// Removes the number of a variant.
pub fn decode_variant(reader: &mut DataReader<'_>) -> Option<u32> {
    u32::decode(reader)
}

/// Begins a field. Returns its position.
pub fn begin_field(writer: &mut DataWriter) -> usize {
    writer.begin_field()
}

/// Ends the field `name` that begins at `start`.
pub fn end_field(writer: &mut DataWriter, name: &'static str, start: usize) {
    writer.end_field(name, start);
}

/// Encodes a value: prefix, version, fields.
pub fn pack<T: CallbackData + DataField>(value: &T, version: char) -> String {
    write(value, version).into_string()
}

/// Encodes a value, or returns the error that names its longest field.
///
/// # Errors
///
/// Fails if the data is longer than Telegram allows.
pub fn try_pack<T: CallbackData + DataField>(
    value: &T,
    version: char,
) -> Result<String, DataError> {
    let writer = write(value, version);
    DataError::check::<T>(writer.as_str(), writer.longest())?;
    Ok(writer.into_string())
}

fn write<T: CallbackData + DataField>(value: &T, version: char) -> DataWriter {
    let mut writer = DataWriter::with_capacity(LONGEST);
    writer.push_str(T::PREFIX);
    writer.push(version);
    value.encode(&mut writer);
    writer
}

/// Splits data into its version and its fields. Returns `None` if it has another prefix.
pub fn open<'a>(data: &'a str, prefix: &str) -> Option<(char, DataReader<'a>)> {
    let mut reader = DataReader::new(data.strip_prefix(prefix)?);
    let version = reader.next_char()?;
    Some((version, reader))
}

/// Decodes a value that has nothing after it.
pub fn whole<T: DataField>(mut reader: DataReader<'_>) -> Option<T> {
    let value = T::decode(&mut reader)?;
    reader.is_empty().then_some(value)
}

/// Decodes a value of an older version and converts it.
pub fn migrate<T, Old, R, F>(reader: DataReader<'_>, migrate: F) -> Option<T>
where
    Old: DataField,
    R: Migrated<T>,
    F: FnOnce(Old) -> R,
{
    migrate(whole(reader)?).into_option()
}

/// The result of a function that converts a value of an older version.
#[diagnostic::on_unimplemented(
    message = "a function of `migrate` returns `{T}` or `Option<{T}>`, and not `{Self}`",
    label = "returns `{Self}`"
)]
pub trait Migrated<T> {
    /// Returns the new value, if there is one.
    fn into_option(self) -> Option<T>;
}

impl<T> Migrated<T> for T {
    fn into_option(self) -> Option<T> {
        Some(self)
    }
}

impl<T> Migrated<T> for Option<T> {
    fn into_option(self) -> Self {
        self
    }
}
