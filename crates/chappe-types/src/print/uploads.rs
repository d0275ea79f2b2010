//! Finds the uploads in described values.

use crate::{
    print::{Printer, Value, Visitor},
    upload::Upload,
};

/// Appends the uploads in the fields that `visit` passes to the printer, in the order in which they
/// are printed.
pub(crate) fn find_uploads<'a>(
    found: &mut Vec<&'a Upload>,
    visit: impl FnOnce(&mut Printer<'_, 'a>),
) {
    visit(&mut Printer(&mut Found(found)));
}

struct Found<'f, 'a>(&'f mut Vec<&'a Upload>);

impl<'a> Visitor<'a> for Found<'_, 'a> {
    fn visit(&mut self, _: &'static str, value: Value<'a>) {
        match value {
            Value::Upload(upload) => self.0.push(upload),
            Value::List(list) => list.items(&mut Printer(self)),
            Value::Object(object) => object.fields(&mut Printer(self)),
            _ => {}
        }
    }
}
