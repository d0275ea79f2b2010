//! Raw JSON.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::{
    json::{Reader, Result},
    print::{Print, Printer, Value},
    read::Read,
};

/// A JSON value as Telegram wrote it. Keeps data that this version of the Bot API does not
/// define.
#[derive(Clone)]
pub struct RawJson(Box<RawValue>);

impl RawJson {
    /// Returns the text of the value.
    pub fn get(&self) -> &str {
        self.0.get()
    }

    /// Creates a value from a JSON text, which is kept unchanged.
    ///
    /// # Errors
    ///
    /// Fails if `json` is not one JSON value.
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
    fn print<'a>(&'a self, name: &'static str, printer: &mut Printer<'_, 'a>) {
        printer.value(name, Value::Raw(&self.0));
    }
}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
