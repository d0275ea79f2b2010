//! Formats as Telegram keeps them.

use std::cmp::Reverse;

use crate::{format::Group, span::Span};

/// The formats of a text as Telegram keeps them, each group sorted.
///
/// Quotations overlap no other quotation. Wholes, which are code, links, mentions, emojis and
/// times, overlap no other whole, and are completely inside or outside of a quotation. Styles of
/// one kind neither overlap nor touch, and none is in code.
#[derive(Clone, Debug)]
pub(crate) struct Normal {
    pub(crate) quotes: Vec<Span>,
    pub(crate) wholes: Vec<Span>,
    pub(crate) styles: Vec<Span>,
}

impl Normal {
    pub(crate) fn of(spans: &[Span]) -> Self {
        let (mut quotes, mut wholes, mut styles) = (Vec::new(), Vec::new(), Vec::new());
        // Later spans are further outside, so they come first among those with one range.
        for span in spans.iter().rev().filter(|span| span.start < span.end) {
            let group = match span.format.group() {
                Group::Quote => &mut quotes,
                Group::Whole => &mut wholes,
                Group::Style => &mut styles,
            };
            group.push(span.clone());
        }
        drop_overlapping(&mut quotes);
        drop_overlapping(&mut wholes);
        wholes.retain(|whole| !crosses(whole, &quotes));
        let styles = without_code(joined(styles), &wholes);
        Self { quotes, wholes, styles }
    }

    /// Extends each quotation by the line break after it, as `MarkdownV2` does. No format but code
    /// contains the line break at the end of a quotation.
    pub(crate) fn with_line_ends(mut self, text: &str) -> Self {
        for at in 0..self.quotes.len() {
            let end = self.quotes[at].end;
            let begins = |span: &Span| span.start <= end && end < span.end;
            let is_free = !self.quotes.get(at + 1).is_some_and(begins)
                && !touched(&self.wholes, end, end + 1).is_some_and(begins);
            if is_free && !text[..end].ends_with('\n') && text[end..].starts_with('\n') {
                self.quotes[at].end = end + 1;
            }
            let end = self.quotes[at].end;
            if text[..end].ends_with('\n') {
                self.wholes = without(self.wholes, end - 1);
                self.styles = without(self.styles, end - 1);
            }
        }
        self
    }

    /// All formats: the earlier ones first, then the longer ones, then the outer ones.
    pub(crate) fn into_spans(self) -> Vec<Span> {
        let mut spans = self.quotes;
        spans.extend(self.wholes);
        spans.extend(self.styles);
        spans.sort_by_key(order);
        spans
    }
}

fn order(span: &Span) -> (usize, Reverse<usize>, u8) {
    (span.start, Reverse(span.end), span.format.rank())
}

/// Excludes the byte at `at` from all formats except code.
fn without(spans: Vec<Span>, at: usize) -> Vec<Span> {
    let mut kept = Vec::with_capacity(spans.len());
    for span in spans {
        let Span { start, end, format } = span;
        if format.is_code() || at < start || end <= at {
            kept.push(Span { start, end, format });
            continue;
        }
        let parts = [(start, at), (at + 1, end)];
        for (start, end) in parts.into_iter().filter(|(start, end)| start < end) {
            kept.push(Span { start, end, format: format.clone() });
        }
    }
    kept
}

/// Keeps the first of those that overlap.
fn drop_overlapping(spans: &mut Vec<Span>) {
    spans.sort_by_key(|span| (span.start, Reverse(span.end)));
    let mut end = 0;
    spans.retain(|span| {
        let stays = span.start >= end;
        if stays {
            end = span.end;
        }
        stays
    });
}

/// Joins styles of one kind that overlap or touch.
fn joined(mut styles: Vec<Span>) -> Vec<Span> {
    styles.sort_by_key(|style| (style.format.rank(), style.start));
    let mut joined: Vec<Span> = Vec::with_capacity(styles.len());
    for style in styles {
        match joined.last_mut() {
            Some(last) if last.format == style.format && last.end >= style.start => {
                last.end = last.end.max(style.end);
            }
            _ => joined.push(style),
        }
    }
    joined
}

/// Cuts code out of styles.
fn without_code(styles: Vec<Span>, wholes: &[Span]) -> Vec<Span> {
    if !wholes.iter().any(|whole| whole.format.is_code()) {
        return styles;
    }
    let mut pieces = Vec::with_capacity(styles.len());
    for style in styles {
        let mut start = style.start;
        let first = wholes.partition_point(|whole| whole.end <= start);
        for code in wholes[first..].iter().filter(|whole| whole.format.is_code()) {
            if code.start >= style.end {
                break;
            }
            if start < code.start {
                pieces.push(Span { start, end: code.start, format: style.format.clone() });
            }
            start = code.end;
        }
        if start < style.end {
            pieces.push(Span { start, ..style });
        }
    }
    pieces
}

/// The first of `spans` that overlaps a range; they are sorted and do not overlap each other.
pub(crate) fn touched(spans: &[Span], start: usize, end: usize) -> Option<&Span> {
    let behind = spans.partition_point(|span| span.end <= start);
    spans[behind..].first().filter(|span| span.start < end)
}

/// Returns true if a span is partly in a quotation, but not completely.
fn crosses(span: &Span, quotes: &[Span]) -> bool {
    touched(quotes, span.start, span.end)
        .is_some_and(|quote| span.start < quote.start || quote.end < span.end)
}
