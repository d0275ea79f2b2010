//! Prints JSON, byte for byte as `serde_json` does.

use serde::Serialize;

use crate::{
    print::{Fields, Printer, Value, Visitor},
    upload::Upload,
};

/// Appends an object as JSON to `buffer`.
#[inline(never)]
pub(crate) fn print(object: &dyn Fields, buffer: &mut Vec<u8>) {
    Json { buffer, has_names: false, is_first: true }.object(object);
}

/// A printer into a buffer.
struct Json<'b> {
    buffer: &'b mut Vec<u8>,
    /// Whether the innermost open value is an object.
    has_names: bool,
    /// Whether the innermost open object or list is still empty.
    is_first: bool,
}

impl Json<'_> {
    fn object(&mut self, object: &dyn Fields) {
        self.buffer.push(b'{');
        let around = self.enter(true);
        object.fields(&mut Printer(self));
        self.has_names = around;
        self.buffer.push(b'}');
    }

    fn enter(&mut self, has_names: bool) -> bool {
        self.is_first = true;
        std::mem::replace(&mut self.has_names, has_names)
    }

    fn upload(&mut self, upload: &Upload) {
        let mut serializer = serde_json::Serializer::new(&mut *self.buffer);
        upload.refer(&mut serializer).expect("a string is valid JSON");
    }

    /// Prints a number or a string by `serde_json`.
    fn scalar(&mut self, value: &(impl Serialize + ?Sized)) {
        // Writing to memory cannot fail.
        serde_json::to_writer(&mut *self.buffer, value)
            .expect("strings and numbers are valid JSON");
    }
}

impl<'a> Visitor<'a> for Json<'_> {
    fn visit(&mut self, name: &'static str, value: Value<'a>) {
        if !self.is_first {
            self.buffer.push(b',');
        }
        if self.has_names {
            self.buffer.push(b'"');
            self.buffer.extend_from_slice(name.as_bytes());
            self.buffer.extend_from_slice(b"\":");
        }
        match value {
            Value::Flag(true) => self.buffer.extend_from_slice(b"true"),
            Value::Flag(false) => self.buffer.extend_from_slice(b"false"),
            Value::Whole(number) => self.scalar(&number),
            Value::Float(number) => self.scalar(&number),
            Value::Text(text) => self.scalar(text),
            Value::Raw(raw) => self.buffer.extend_from_slice(raw.get().as_bytes()),
            Value::Upload(upload) => self.upload(upload),
            Value::List(list) => {
                self.buffer.push(b'[');
                let around = self.enter(false);
                list.items(&mut Printer(self));
                self.has_names = around;
                self.buffer.push(b']');
            }
            Value::Object(object) => self.object(object),
        }
        self.is_first = false;
    }
}
