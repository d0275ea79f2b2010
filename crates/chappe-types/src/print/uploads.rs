//! Finds the uploads in what is described.

use crate::{
    print::{Out, To, Value},
    upload::Upload,
};

/// Appends the uploads in the fields that are told, in the order in which they are
/// printed.
pub(crate) fn find_uploads<'a>(found: &mut Vec<&'a Upload>, tell: impl FnOnce(&mut To<'_, 'a>)) {
    tell(&mut To(&mut Found(found)));
}

struct Found<'f, 'a>(&'f mut Vec<&'a Upload>);

impl<'a> Out<'a> for Found<'_, 'a> {
    fn take(&mut self, _: &'static str, value: Value<'a>) {
        match value {
            Value::Upload(upload) => self.0.push(upload),
            Value::List(list) => list.items(&mut To(self)),
            Value::Object(object) => object.fields(&mut To(self)),
            _ => {}
        }
    }
}
