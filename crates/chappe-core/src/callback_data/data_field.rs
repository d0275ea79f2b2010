//! The trait of the fields of callback data.

use crate::callback_data::{DataReader, DataWriter};

/// A type of which callback data can consist.
///
/// It is implemented for integers, `bool`, `char`, strings, ids, `Option`, `Vec`, arrays, tuples,
/// and types that derive [`CallbackData`](crate::callback_data::CallbackData).
///
/// An implementation reads exactly what it has written, whatever follows. The simplest one uses
/// that of another type:
///
/// ```
/// use chappe::callback_data::{DataField, DataReader, DataWriter};
/// use chappe::prelude::*;
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Color(u8, u8, u8);
///
/// impl DataField for Color {
///     const MAX_LEN: Option<usize> = <(u8, u8, u8)>::MAX_LEN;
///
///     fn encode(&self, writer: &mut DataWriter) {
///         (self.0, self.1, self.2).encode(writer);
///     }
///
///     fn decode(reader: &mut DataReader<'_>) -> Option<Self> {
///         <(u8, u8, u8)>::decode(reader).map(|(red, green, blue)| Self(red, green, blue))
///     }
/// }
///
/// #[derive(CallbackData, Clone, Debug, PartialEq)]
/// struct Paint {
///     wall: u32,
///     color: Color,
/// }
///
/// let paint = Paint { wall: 4, color: Color(255, 0, 9) };
/// assert_eq!(Paint::unpack(&paint.pack()), Some(paint));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a field of callback data",
    label = "cannot be encoded as callback data",
    note = "fields are integers, `bool`, `char`, `String`, ids, and `Option`, `Vec`, arrays and tuples of these",
    note = "a type of your own derives `CallbackData` or implements `DataField`; a larger value is kept in a `Stash`, with a button that has its id"
)]
pub trait DataField: Sized {
    /// The greatest length of an encoded value in bytes, or `None` if there is no limit.
    const MAX_LEN: Option<usize>;

    /// Appends the value.
    fn encode(&self, writer: &mut DataWriter);

    /// Removes the value from the beginning of the data. Returns `None` if the data does not begin
    /// with one.
    fn decode(reader: &mut DataReader<'_>) -> Option<Self>;
}
