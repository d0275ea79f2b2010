//! Types that can be decoded.

use crate::{json::DecodeError, object::sealed::Sealed, read::Read, str::Str};

/// A value that Telegram sends: an object, a list of objects, a boolean, an integer or a string.
///
/// The trait is sealed.
///
/// # Example
///
/// ```
/// use chappe::types::{Object, User};
///
/// let user = User::from_json(br#"{"id": 7, "is_bot": false, "first_name": "Ada"}"#)?;
/// assert_eq!(user.first_name, "Ada");
/// # Ok::<(), chappe::types::DecodeError>(())
/// ```
pub trait Object: Sealed + Sized {
    /// Decodes a JSON document.
    ///
    /// # Errors
    ///
    /// Fails if the document is not JSON, or not a value of this type.
    // `#[inline]`: codegen happens in the crates that decode the type, for few types.
    #[inline]
    fn from_json(json: &[u8]) -> Result<Self, DecodeError> {
        Self::document(json)
    }
}

pub(crate) mod sealed {
    use crate::{
        json::DecodeError,
        read::{Read, decode},
    };

    /// Keeps decoders in this crate, where they are instantiated once.
    #[expect(unnameable_types, reason = "seals the trait `Object`")]
    pub trait Sealed: Sized {
        /// Decodes a whole document.
        fn document(json: &[u8]) -> Result<Self, DecodeError>;
    }

    impl<T: Read> Sealed for T {
        #[inline]
        fn document(json: &[u8]) -> Result<Self, DecodeError> {
            decode(json)
        }
    }
}

macro_rules! objects {
    ($($object:ty)*) => {$(
        impl Object for $object {}
    )*};
}
pub(crate) use objects;

objects! { bool i64 Str }

// Generic, so instantiated in the crates that decode such a list: most objects are never in one.
impl<T: Read> Object for Vec<T> {}

/// Implements `Deserialize` for objects, from any self-describing format.
macro_rules! deserialize {
    ($($object:ty)*) => {$(
        impl<'de> serde::Deserialize<'de> for $object {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> std::result::Result<Self, D::Error> {
                crate::object::deserialize_with(deserializer, crate::object::Object::from_json)
            }
        }
    )*};
}
pub(crate) use deserialize;

pub(crate) fn deserialize_with<'de, T, D: serde::Deserializer<'de>>(
    deserializer: D,
    decode: fn(&[u8]) -> Result<T, DecodeError>,
) -> Result<T, D::Error> {
    use serde::{Deserialize as _, de::Error as _};
    let value = serde_json::Value::deserialize(deserializer)?;
    decode(value.to_string().as_bytes()).map_err(D::Error::custom)
}
