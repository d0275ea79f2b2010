//! JSON that is kept as it was written.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::{
    json::{Reader, Result},
    print::{Print, To, Value},
    read::Read,
};

/// A JSON value as it was written: what this version of the Bot API does not
/// know, kept for those who do.
#[derive(Clone)]
pub struct RawJson(Box<RawValue>);

impl RawJson {
    /// The text of the value.
    pub fn get(&self) -> &str {
        self.0.get()
    }

    /// Keeps `json` as it is written.
    ///
    /// # Errors
    ///
    /// Fails if it is no JSON value.
    pub fn new(json: impl Into<String>) -> std::result::Result<Self, serde_json::Error> {
        RawValue::from_string(json.into()).map(Self)
    }
}

impl Read for RawJson {
    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let raw = reader.raw()?;
        match Self::new(raw) {
            Ok(raw) => Ok(raw),
            Err(_) => reader.fail(crate::json::Fault::Syntax("a value")),
        }
    }
}

impl PartialEq for RawJson {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RawJson").field(&self.get()).finish()
    }
}

impl Print for RawJson {
    fn tell<'a>(&'a self, name: &'static str, to: &mut To<'_, 'a>) {
        to.value(name, Value::Raw(&self.0));
    }
}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
