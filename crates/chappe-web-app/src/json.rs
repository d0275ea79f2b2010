//! Objects inside of values.

use chappe_types::Str;
use serde_json::{Map, Value};

use crate::error::{Error, Kind};

/// The members of the JSON object in a field.
pub(crate) struct Members {
    field: &'static str,
    members: Map<String, Value>,
}

impl Members {
    /// Reads the JSON object in this field.
    pub(crate) fn of(field: &'static str, json: &str) -> Result<Self, Error> {
        match serde_json::from_str(json) {
            Ok(members) => Ok(Self { field, members }),
            Err(_) => Err(Error::new(Kind::Invalid(field))),
        }
    }

    /// Returns a required integer.
    pub(crate) fn id(&self, name: &str) -> Result<i64, Error> {
        self.members.get(name).and_then(Value::as_i64).ok_or_else(|| self.invalid())
    }

    /// Returns a required text.
    pub(crate) fn required_text(&self, name: &str) -> Result<Str, Error> {
        self.text(name).ok_or_else(|| self.invalid())
    }

    pub(crate) fn text(&self, name: &str) -> Option<Str> {
        self.members.get(name).and_then(Value::as_str).map(Str::from)
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.members.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    fn invalid(&self) -> Error {
        Error::new(Kind::Invalid(self.field))
    }
}
