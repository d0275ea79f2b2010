//! Visitors of the fields of an object and of the items of a list.

use crate::print::{Print, Value};

/// Receives values: the fields of an object with their names, or the items of a list, whose names
/// are to be ignored. Names need no escapes.
pub(crate) trait Visitor<'a> {
    fn visit(&mut self, name: &'static str, value: Value<'a>);
}

/// A visitor without its type: the argument of [`Print::print`].
pub(crate) struct Printer<'o, 'a>(pub(super) &'o mut (dyn Visitor<'a> + 'o));

impl<'a> Printer<'_, 'a> {
    pub(crate) fn value(&mut self, name: &'static str, value: Value<'a>) {
        self.0.visit(name, value);
    }

    /// Visits a required field.
    // Not inlined: `Fields::fields` is then one call per field, and the conversion to a `Value` is
    // instantiated once per field type.
    #[inline(never)]
    pub(crate) fn field<T: Print>(&mut self, name: &'static str, value: &'a T) {
        value.print(name, self);
    }

    /// Visits an optional field; skips `None`.
    #[inline(never)]
    #[expect(clippy::ref_option, reason = "generated code passes references to fields")]
    pub(crate) fn optional<T: Print>(&mut self, name: &'static str, value: &'a Option<T>) {
        if let Some(value) = value {
            value.print(name, self);
        }
    }

    /// Visits an optional boxed field; skips `None`.
    #[inline(never)]
    #[expect(clippy::ref_option, reason = "generated code passes references to fields")]
    pub(crate) fn boxed<T: Print>(&mut self, name: &'static str, value: &'a Option<Box<T>>) {
        if let Some(value) = value {
            value.print(name, self);
        }
    }

    /// Visits a field with a constant value.
    #[inline]
    pub(crate) fn constant(&mut self, name: &'static str, text: &'static str) {
        self.value(name, Value::Text(text));
    }
}
