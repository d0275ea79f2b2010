//! What can be decoded.

use crate::{json::DecodeError, object::sealed::Sealed, read::Read, str::Str};

/// A value that Telegram sends: an object, a list of them, a flag, a number or
/// a text.
pub trait Object: Sealed + Sized {
    /// Decodes a JSON document.
    ///
    /// # Errors
    ///
    /// Fails if the document is not JSON, or not such a value.
    // Inline, so that only what a bot asks for is compiled as a whole document.
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

    /// Keeps decoders in this crate, where they are compiled once.
    #[expect(unnameable_types, reason = "that is what seals the trait")]
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

// Compiled where such a list is asked for: most objects are never in one.
impl<T: Read> Object for Vec<T> {}

/// Lets serde decode an object, from any self-describing format.
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
