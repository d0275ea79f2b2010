//! Encodes values as callback data.

use crate::callback_data::{DataField, digits};

/// Callback data as it is encoded.
#[derive(Clone, Debug, Default)]
pub struct DataWriter {
    text: String,
    /// The number of structs and enums around the current field.
    depth: u32,
    /// The name and the length of the longest field of the outermost type.
    longest: Option<(&'static str, usize)>,
}

impl DataWriter {
    /// Creates an empty writer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends text as it is.
    pub fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Appends a character as it is.
    pub fn push(&mut self, character: char) {
        self.text.push(character);
    }

    /// Appends the field `name` of a struct or an enum. The name is for errors only.
    pub fn field<T: DataField>(&mut self, name: &'static str, value: &T) {
        let start = self.begin_field();
        value.encode(self);
        self.end_field(name, start);
    }

    /// Begins a field. Returns its position.
    pub(super) fn begin_field(&mut self) -> usize {
        self.depth += 1;
        self.text.len()
    }

    /// Ends the field that begins at `start`.
    pub(super) fn end_field(&mut self, name: &'static str, start: usize) {
        self.depth -= 1;
        let length = self.text.len() - start;
        if self.depth == 0 && self.longest.is_none_or(|(_, longest)| length > longest) {
            self.longest = Some((name, length));
        }
    }

    /// Returns the data so far.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the data.
    pub fn into_string(self) -> String {
        self.text
    }

    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), ..Self::default() }
    }

    pub(super) fn number(&mut self, number: u64) {
        digits::push(&mut self.text, number);
    }

    pub(super) fn wide_number(&mut self, number: u128) {
        digits::push_wide(&mut self.text, number);
    }

    /// The name and the length in bytes of the longest field.
    pub(super) fn longest(&self) -> Option<(&'static str, usize)> {
        self.longest
    }
}
