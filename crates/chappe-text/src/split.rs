//! Long texts in parts.

use crate::{
    blank::{is_all_blank, is_blank},
    cluster::Clusters,
    normal::{Normal, touched},
    span::Span,
    tree::FormattedText,
};

/// Parts end as early as this part of the limit, in favour of a better border.
const LEAST: usize = 2;

impl FormattedText {
    /// Splits the text into parts of at most `limit` UTF-16 code units, such as
    /// [`MAX_TEXT`](crate::MAX_TEXT) or [`MAX_CAPTION`](crate::MAX_CAPTION).
    ///
    /// A part ends, in this order of preference: at the end of a paragraph, at the end of a line, at
    /// the start or the end of a block of code or a quotation, each in the second half of the part;
    /// at a line break in a block or a quotation; at the end of a word outside of links and code; at
    /// the start or the end of a link or code; at the end of any word; between two characters. A
    /// format that is cut continues in the next part: a block of code is opened again with its
    /// language.
    ///
    /// Emojis of several characters, flags and letters with marks are not cut, unless one alone is
    /// longer than the limit. A character of two code units is a part of its own if the limit is 1
    /// or 0.
    ///
    /// The parts in order are the text, except for white space between two parts and at both ends:
    /// it is left out, but the indentation of a line of code is kept. No part is blank; a blank text
    /// has no parts. A text that fits is one part, unchanged.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::text::code_block;
    ///
    /// let code = code_block("rust", "fn a() {}\nfn b() {}");
    /// let parts = code.split(12);
    /// assert_eq!(parts, [code_block("rust", "fn a() {}"), code_block("rust", "fn b() {}")]);
    /// ```
    pub fn split(&self, limit: usize) -> Vec<Self> {
        if is_all_blank(&self.text) {
            return Vec::new();
        }
        if self.len_utf16() <= limit {
            return vec![self.clone()];
        }
        let normal = Normal::of(&self.spans);
        let text = Text { text: &self.text, normal: &normal };
        let mut parts = Vec::new();
        let mut at = text.skip_blanks(0);
        while at < self.text.len() {
            let end = text.end_of_part(at, limit);
            let kept = at + self.text[at..end].trim_end_matches(is_blank).len();
            if !is_all_blank(&self.text[at..kept]) {
                parts.push(self.part_of(&normal, at..kept));
            }
            at = text.skip_blanks(end);
        }
        parts
    }
}

/// A text, and the formats that are not cut without need.
struct Text<'a> {
    text: &'a str,
    normal: &'a Normal,
}

/// The best border of each kind that was found, the best kinds first.
#[derive(Default)]
struct Borders {
    paragraph: Option<usize>,
    line: Option<usize>,
    block: Option<usize>,
    inner_line: Option<usize>,
    word: Option<usize>,
    whole: Option<usize>,
    inner_word: Option<usize>,
    cluster: Option<usize>,
    character: Option<usize>,
}

impl Text<'_> {
    /// The first position from `at` on that is not white space between parts.
    fn skip_blanks(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let blanks = &rest[..rest.len() - rest.trim_start_matches(is_blank).len()];
        let end = at + blanks.len();
        let in_code = touched(&self.normal.wholes, end, end + 1);
        match in_code {
            // The indentation of a line remains.
            Some(code) if code.format.is_code() => {
                let line = at + blanks.rfind('\n').map_or(0, |line| line + 1);
                line.max(code.start.max(at)).min(end)
            }
            _ => end,
        }
    }

    /// The end of the part that begins at `start`.
    fn end_of_part(&self, start: usize, limit: usize) -> usize {
        let mut borders = Borders::default();
        let mut clusters = Clusters::default();
        let mut units = 0;
        for (byte, c) in self.text[start..].char_indices() {
            let at = start + byte;
            let is_border = clusters.is_border_before(c);
            if byte > 0 {
                borders.character = Some(at);
            }
            if byte > 0 && is_border {
                self.note(&mut borders, start, at, units > limit / LEAST);
            }
            units += c.len_utf16();
            if units > limit {
                return borders.best().unwrap_or(at + if byte == 0 { c.len_utf8() } else { 0 });
            }
        }
        self.text.len()
    }

    /// Notes the border before the character at `at`, if it is one.
    fn note(&self, borders: &mut Borders, start: usize, at: usize, is_late: bool) {
        let before = &self.text[start..at];
        let Some(next) = self.text[at..].chars().next() else { return };
        borders.cluster = Some(at);
        let is_end = |spans: &[Span]| {
            touched(spans, at, at + 1).is_some_and(|span| span.start == at)
                || touched(spans, at - 1, at).is_some_and(|span| span.end == at)
        };
        let is_inside =
            |spans: &[Span]| touched(spans, at, at + 1).is_some_and(|span| span.start < at);
        let (ends_quote, ends_whole) = (is_end(&self.normal.quotes), is_end(&self.normal.wholes));
        let (in_quote, in_whole) = (is_inside(&self.normal.quotes), is_inside(&self.normal.wholes));
        let last = before.chars().next_back().unwrap_or_default();
        let is_line = last == '\n' || next == '\n';
        let is_word = is_blank(last) || is_blank(next);
        if ends_whole && !in_whole {
            borders.whole = Some(at);
        }
        if is_word {
            borders.inner_word = Some(at);
            if !in_whole {
                borders.word = Some(at);
            }
        }
        if !is_late {
            return;
        }
        if is_line {
            borders.inner_line = Some(at);
            if !in_whole && !in_quote {
                borders.line = Some(at);
                if before.ends_with("\n\n") || self.text[at..].starts_with("\n\n") {
                    borders.paragraph = Some(at);
                }
            }
        }
        if !in_whole && !in_quote && (ends_quote || self.ends_block(at)) {
            borders.block = Some(at);
        }
    }

    /// Returns true if a block of code begins or ends at a position.
    fn ends_block(&self, at: usize) -> bool {
        let is_block = |span: &Span| matches!(span.format, crate::Format::Pre { .. });
        touched(&self.normal.wholes, at, at + 1)
            .is_some_and(|span| span.start == at && is_block(span))
            || touched(&self.normal.wholes, at - 1, at)
                .is_some_and(|span| span.end == at && is_block(span))
    }
}

impl Borders {
    fn best(&self) -> Option<usize> {
        let of_blocks = [self.paragraph, self.line, self.block, self.inner_line];
        let of_words = [self.word, self.whole, self.inner_word, self.cluster, self.character];
        of_blocks.into_iter().chain(of_words).flatten().next()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{bold, code, code_block, link, quote};

    fn texts(parts: &[FormattedText]) -> Vec<&str> {
        parts.iter().map(FormattedText::as_str).collect()
    }

    #[test]
    fn a_part_ends_at_the_best_border() {
        let split = |text: &str, limit| {
            FormattedText::from(text)
                .split(limit)
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        assert_eq!(split("aaa bb\n\ncc\ndd ee", 12), ["aaa bb", "cc\ndd ee"]);
        assert_eq!(split("aaaa bb\ncc dd", 10), ["aaaa bb", "cc dd"]);
        assert_eq!(split("aaaa bb cc", 9), ["aaaa bb", "cc"]);
        assert_eq!(split("aaaaaaaaaa", 4), ["aaaa", "aaaa", "aa"]);
        assert_eq!(split("a\n\nbbbbbbbbb cc", 13), ["a\n\nbbbbbbbbb", "cc"]);
    }

    #[test]
    fn a_text_that_fits_is_unchanged_and_a_blank_one_has_no_parts() {
        assert_eq!(FormattedText::from(" a ").split(3), [FormattedText::from(" a ")]);
        assert_eq!(FormattedText::from(" \n\t ").split(2), []);
        assert_eq!(FormattedText::new().split(2), []);
        assert_eq!(FormattedText::from("a       \n      b").split(2), ["a".into(), "b".into()]);
    }

    #[test]
    fn a_limit_below_one_character_advances() {
        assert_eq!(texts(&FormattedText::from("a🦀b").split(1)), ["a", "🦀", "b"]);
        assert_eq!(texts(&FormattedText::from("🦀é").split(0)), ["🦀", "é"]);
    }

    #[test]
    fn emojis_of_several_characters_are_whole() {
        let family = "👩‍👩‍👧";
        for (emoji, units) in [(family, 8), ("🇩🇪", 4), ("👍🏽", 4), ("e\u{301}", 2)] {
            let text = FormattedText::from(emoji.repeat(5));
            let parts = text.split(units * 2 + 1);
            let two = emoji.repeat(2);
            assert_eq!(texts(&parts), [&*two, &two, emoji]);
        }
    }

    #[test]
    fn links_and_code_are_not_cut_at_their_spaces() {
        let text = FormattedText::from("one two ") + link("three four five", "https://a.example/");
        let parts = text.split(20);
        assert_eq!(texts(&parts), ["one two", "three four five"]);
        let text = FormattedText::from("one two ") + code("three four five");
        assert_eq!(parts[0], FormattedText::from("one two"));
        assert_eq!(text.split(20)[1], code("three four five"));
    }

    #[test]
    fn formats_that_are_cut_continue() {
        let text = bold("aaaa bbbb") + quote("cccc\ndddd\neeee");
        let parts = text.split(10);
        assert_eq!(parts, [bold("aaaa bbbb"), quote("cccc\ndddd"), quote("eeee")]);
        let code = code_block("rust", "if a {\n    b();\n    c();\n}");
        let expected = [code_block("rust", "if a {\n    b();"), code_block("rust", "    c();\n}")];
        assert_eq!(code.split(16), expected);
    }

    proptest! {
        #[test]
        fn parts_are_the_text_without_white_space_between_them(
            pieces in prop::collection::vec(("[a🦀é\n 👍🏽\u{200d}🇩]{0,9}", 0..5_u8), 0..12),
            limit in 0..24_usize,
        ) {
            let pieces = pieces.into_iter().map(|(text, format)| match format {
                0 => bold(text),
                1 => code_block("rust", text),
                2 => quote(text),
                3 => link(text, "https://a.example/"),
                _ => text.into(),
            });
            let text: FormattedText = pieces.collect();
            let mut at = 0;
            for part in text.split(limit) {
                let gap = text.as_str()[at..].find(part.as_str()).unwrap();
                prop_assert!(text.as_str()[at..at + gap].chars().all(is_blank));
                let start = at + gap;
                at = start + part.as_str().len();
                prop_assert!(!is_all_blank(part.as_str()));
                let fits = part.len_utf16() <= limit || part.as_str().chars().count() == 1;
                prop_assert!(fits, "{part:?} {limit}");
                prop_assert_eq!(part, text.part(start..at));
            }
            prop_assert!(text.as_str()[at..].chars().all(is_blank));
        }
    }
}
