//! Visits the formats of a text from its start to its end, properly nested.

use std::cmp::Reverse;

use crate::{format::Format, span::Span};

/// A writer of markup.
pub(crate) trait Markup {
    /// Begins a format.
    fn open(&mut self, format: &Format);
    /// Ends the format that began last.
    fn close(&mut self, format: &Format);
    /// Writes a part of the text, which begins at byte `at`.
    fn text(&mut self, at: usize, part: &str);
}

/// How styles that overlap are nested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nesting {
    /// Earlier and longer ones outside: the fewest marks.
    ByRange,
    /// By kind.
    ByRank,
}

/// Visits a text and its formats in normal form. A format that crosses the border of another one is
/// ended there and begun again.
pub(crate) fn walk(text: &str, spans: &[Span], nesting: Nesting, markup: &mut dyn Markup) {
    let mut borders: Vec<usize> = spans.iter().flat_map(|span| [span.start, span.end]).collect();
    borders.push(text.len());
    borders.sort_unstable();
    borders.dedup();
    let key = |span: &&Span| match nesting {
        Nesting::ByRange => {
            (span.format.group(), span.start, Reverse(span.end), span.format.rank())
        }
        Nesting::ByRank => (span.format.group(), 0, Reverse(0), span.format.rank()),
    };
    let mut later = spans.iter().peekable();
    let mut open: Vec<&Span> = Vec::new();
    let mut at = 0;
    for border in borders {
        if at < border {
            markup.text(at, &text[at..border]);
            at = border;
        }
        let mut next: Vec<&Span> = open.iter().copied().filter(|span| span.end > at).collect();
        while let Some(span) = later.next_if(|span| span.start <= at) {
            next.push(span);
        }
        next.sort_by_key(key);
        let same = open.iter().zip(&next).take_while(|(a, b)| std::ptr::eq(**a, **b)).count();
        for span in open[same..].iter().rev() {
            markup.close(&span.format);
        }
        for span in &next[same..] {
            markup.open(&span.format);
        }
        open = next;
    }
}
