//! All objects that Telegram sends.

use chappe_types::DecodeError;
use serde_json::Value;

use crate::generated::{decoders, elements};

/// The decoders of all received objects.
pub fn every_decoder() -> Vec<Decoder> {
    decoders()
}

/// The elements of all received lists.
pub fn every_element() -> Vec<Element> {
    elements()
}

/// The decoder of an object.
#[derive(Debug)]
pub struct Decoder {
    /// The object's name in the schema.
    pub name: &'static str,
    pub(crate) decode: fn(&[u8]) -> Result<Value, DecodeError>,
}

impl Decoder {
    /// Decodes an object, and serializes it.
    ///
    /// # Errors
    ///
    /// Fails if the object cannot be decoded.
    ///
    /// # Panics
    ///
    /// Panics if it cannot be serialized.
    pub fn decode(&self, json: &Value) -> Result<Value, DecodeError> {
        (self.decode)(json.to_string().as_bytes())
    }
}

/// An element of a list.
#[derive(Clone, Copy, Debug)]
pub struct Element {
    /// The field that is the list, or a list of such lists.
    pub place: &'static str,
    /// The element's type in the schema.
    pub wire: &'static str,
    /// Its size in memory, in bytes.
    pub size: usize,
}

// A macro, because a function would have to name serde's traits.
macro_rules! decoder {
    ($object:ident, $name:literal) => {
        Decoder {
            name: $name,
            decode: |json| {
                let object = <chappe_types::$object as chappe_types::Object>::from_json(json)?;
                Ok(serde_json::to_value(&object).expect("objects are serializable"))
            },
        }
    };
}
pub(crate) use decoder;

pub(crate) fn element<T>(place: &'static str, wire: &'static str) -> Element {
    Element { place, wire, size: size_of::<T>() }
}
