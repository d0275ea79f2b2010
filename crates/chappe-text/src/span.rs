//! A format and its range.

use std::ops::Range;

use crate::format::Format;

/// A format and the part that has it, in bytes, at borders of characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) format: Format,
}

impl Span {
    /// The same span in a text with `by` bytes before it.
    pub(crate) fn moved(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by, ..self }
    }

    /// The part of the span that is in `range`, relative to its start. `None` if it is empty.
    pub(crate) fn within(&self, range: &Range<usize>) -> Option<Self> {
        let start = self.start.max(range.start);
        let end = self.end.min(range.end);
        let format = || self.format.clone();
        (start < end).then(|| Self {
            start: start - range.start,
            end: end - range.start,
            format: format(),
        })
    }
}
