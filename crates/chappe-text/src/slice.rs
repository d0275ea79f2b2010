//! Parts of a formatted text.

use std::ops::{Bound, Range, RangeBounds};

use crate::{format::Format, normal::Normal, span::Span, tree::FormattedText, units::byte_at};

impl FormattedText {
    /// Returns a part of the text with its formats. The range is in UTF-16 code units, as the
    /// offsets of entities.
    ///
    /// A border in the middle of a character is moved before it. What is after the end of the text
    /// is ignored. A block of code or a quotation that is cut is one in the part too.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::text::{FormattedText, bold};
    ///
    /// let text = FormattedText::from("🦀 ") + bold("Rust");
    /// assert_eq!(text.slice(3..5), bold("Ru"));
    /// assert_eq!(text.slice(..1), FormattedText::new());
    /// ```
    pub fn slice(&self, range: impl RangeBounds<usize>) -> Self {
        let start = match range.start_bound() {
            Bound::Included(start) => *start,
            Bound::Excluded(start) => start.saturating_add(1),
            Bound::Unbounded => 0,
        };
        let end = match range.end_bound() {
            Bound::Included(end) => end.saturating_add(1),
            Bound::Excluded(end) => *end,
            Bound::Unbounded => usize::MAX,
        };
        let start = byte_at(&self.text, start);
        let end = byte_at(&self.text, end);
        self.part(start.min(end)..end)
    }

    /// The part in a range of bytes, at borders of characters.
    pub(crate) fn part(&self, range: Range<usize>) -> Self {
        self.part_of(&Normal::of(&self.spans), range)
    }

    /// The part in a range of bytes, with the formats that are given.
    pub(crate) fn part_of(&self, normal: &Normal, range: Range<usize>) -> Self {
        let mut spans = Vec::new();
        // Later spans are further outside.
        for group in [&normal.styles, &normal.wholes, &normal.quotes] {
            spans.extend(group.iter().filter_map(|span| span.within(&range)));
        }
        Self { text: self.text[range].to_owned(), spans }
    }

    /// The text with `indent` after each line break, except in and before blocks of code.
    pub(crate) fn with_indent(self, indent: &str) -> Self {
        if !self.text.contains('\n') {
            return self;
        }
        let is_block = |span: &&Span| matches!(span.format, Format::Pre { .. });
        let blocks: Vec<&Span> = self.spans.iter().filter(is_block).collect();
        let is_code = |at| blocks.iter().any(|block| block.start <= at + 1 && at < block.end);
        let breaks = self.text.match_indices('\n').map(|(at, _)| at);
        let breaks: Vec<usize> = breaks.filter(|at| !is_code(*at)).collect();
        let mut text = String::with_capacity(self.text.len() + breaks.len() * indent.len());
        let mut from = 0;
        for at in &breaks {
            text.push_str(&self.text[from..=*at]);
            text.push_str(indent);
            from = at + 1;
        }
        text.push_str(&self.text[from..]);
        let moved = |at: usize| at + indent.len() * breaks.partition_point(|line| *line < at);
        let spans = self.spans.into_iter().map(|Span { start, end, format }| Span {
            start: moved(start),
            end: moved(end),
            format,
        });
        Self { text, spans: spans.collect() }
    }
}
