//! What takes the fields of an object and the items of a list.

use crate::print::{Print, Value};

/// Takes values: fields with their names, which need no escapes, or items, whose
/// names say nothing.
pub(crate) trait Out<'a> {
    fn take(&mut self, name: &'static str, value: Value<'a>);
}

/// Where an object or a list tells its values to.
pub(crate) struct To<'o, 'a>(pub(super) &'o mut (dyn Out<'a> + 'o));

impl<'a> To<'_, 'a> {
    pub(crate) fn value(&mut self, name: &'static str, value: Value<'a>) {
        self.0.take(name, value);
    }

    /// A field.
    // Not inline: an object's description is a call for each field, and what it
    // takes to make a value is compiled once for each type of value.
    #[inline(never)]
    pub(crate) fn put<T: Print>(&mut self, name: &'static str, value: &'a T) {
        value.tell(name, self);
    }

    /// A field that is left out if there is no value.
    #[inline(never)]
    #[expect(clippy::ref_option, reason = "a field is passed as it stands in its object")]
    pub(crate) fn optional<T: Print>(&mut self, name: &'static str, value: &'a Option<T>) {
        if let Some(value) = value {
            value.tell(name, self);
        }
    }

    /// A field that is left out if there is no value, which is behind a pointer.
    #[inline(never)]
    #[expect(clippy::ref_option, reason = "a field is passed as it stands in its object")]
    pub(crate) fn boxed<T: Print>(&mut self, name: &'static str, value: &'a Option<Box<T>>) {
        if let Some(value) = value {
            value.tell(name, self);
        }
    }

    /// A field that always has this text.
    #[inline]
    pub(crate) fn constant(&mut self, name: &'static str, text: &'static str) {
        self.value(name, Value::Text(text));
    }
}
