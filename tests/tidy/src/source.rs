//! Splits Rust source into code, comments and literals, without a parser.

use std::ops::Range;

/// A text and the part that each of its bytes belongs to.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    text: &'a str,
    parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Code,
    Comment,
    Literal,
}

impl<'a> Source<'a> {
    /// Splits a text.
    pub(crate) fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let mut parts = Vec::with_capacity(bytes.len());
        while parts.len() < bytes.len() {
            let (part, length) = next_part(bytes, parts.len());
            let end = (parts.len() + length).min(bytes.len());
            parts.resize(end, part);
        }
        Self { text, parts }
    }

    /// The text with everything except code blanked out; positions do not change.
    pub(crate) fn code(&self) -> String {
        self.only(Part::Code)
    }

    /// The text with everything except comments blanked out; positions do not change.
    pub(crate) fn comments(&self) -> String {
        self.only(Part::Comment)
    }

    /// The contents of each string, with escapes as they are written.
    pub(crate) fn strings(&self) -> Vec<&'a str> {
        let runs = self.parts.chunk_by(|a, b| a == b).scan(0, |start, run| {
            let range = *start..*start + run.len();
            *start = range.end;
            Some((run[0], range))
        });
        let literals = runs.filter(|(part, _)| *part == Part::Literal);
        literals.filter_map(|(_, range)| quoted(self.text, range)).collect()
    }

    fn only(&self, part: Part) -> String {
        let mut kept = String::with_capacity(self.text.len());
        for (at, c) in self.text.char_indices() {
            if self.parts[at] == part || c == '\n' {
                kept.push(c);
            } else {
                kept.extend(std::iter::repeat_n(' ', c.len_utf8()));
            }
        }
        kept
    }
}

/// The line of a position, counted from 1.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// Returns whether a byte may be part of a word.
pub(crate) fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// The positions of a whole word.
pub(crate) fn words<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    let bytes = text.as_bytes();
    text.match_indices(word).map(|(at, _)| at).filter(move |&at| {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        let after = bytes.get(at + word.len());
        ![before, after].into_iter().flatten().any(|&byte| in_word(byte))
    })
}

/// The part that begins at a position, and its length.
fn next_part(bytes: &[u8], at: usize) -> (Part, usize) {
    let rest = &bytes[at..];
    match rest {
        [b'/', b'/', ..] => (Part::Comment, position(rest, |byte| byte == b'\n')),
        [b'/', b'*', ..] => (Part::Comment, block_comment(rest)),
        [b'"', ..] => (Part::Literal, string(rest)),
        [b'r', b'#' | b'"', ..] => match raw_string(rest) {
            Some(length) if at == 0 || !continues_word(bytes, at) => (Part::Literal, length),
            _ => (Part::Code, 1),
        },
        [b'\'', ..] => character(rest).map_or((Part::Code, 1), |length| (Part::Literal, length)),
        _ => (Part::Code, 1),
    }
}

/// Returns whether the `r` at a position continues a word, and is not the one of `br""` or
/// `cr""`.
fn continues_word(bytes: &[u8], at: usize) -> bool {
    let prefixed = matches!(bytes[at - 1], b'b' | b'c') && (at == 1 || !in_word(bytes[at - 2]));
    in_word(bytes[at - 1]) && !prefixed
}

fn position(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|&byte| wanted(byte)).unwrap_or(bytes.len())
}

fn block_comment(bytes: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        match &bytes[at..] {
            [b'/', b'*', ..] => depth += 1,
            [b'*', b'/', ..] => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            break;
        }
    }
    at
}

fn string(bytes: &[u8]) -> usize {
    let mut at = 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}

fn raw_string(bytes: &[u8]) -> Option<usize> {
    let hashes = position(&bytes[1..], |byte| byte != b'#');
    let open = 1 + hashes;
    if bytes.get(open) != Some(&b'"') {
        return None;
    }
    let close: Vec<u8> = std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
    let inside = bytes[open + 1..].windows(close.len()).position(|window| window == close)?;
    Some(open + 1 + inside + close.len())
}

/// The length of a character literal; `None` for a lifetime.
fn character(bytes: &[u8]) -> Option<usize> {
    if bytes.get(1) == Some(&b'\\') {
        return Some(3 + position(bytes.get(3..)?, |byte| byte == b'\'') + 1);
    }
    let inside = std::str::from_utf8(&bytes[1..bytes.len().min(5)]);
    let valid = match inside {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[1..=error.valid_up_to()]).ok()?,
    };
    let length = valid.chars().next()?.len_utf8();
    (bytes.get(1 + length) == Some(&b'\'')).then_some(length + 2)
}

fn quoted(text: &str, range: Range<usize>) -> Option<&str> {
    let literal = &text[range];
    let (open, close) = (literal.find('"')?, literal.rfind('"')?);
    literal.get(open + 1..close)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = r##"let a = "// no comment"; // a "comment"
let b = r#"a " quote"#; /* fn /* nested */ x */ let c = '"'; let d: &'static str = "\"";
let é = '\''; for_r"tail"; br"raw" "##;

    #[test]
    fn code_excludes_comments_and_literals() {
        let code = Source::new(SAMPLE).code();
        let words: Vec<&str> = code.split_whitespace().collect();
        assert_eq!(
            words.join(" "),
            "let a = ; let b = ; let c = ; let d: &'static str = ; let é = ; for_r ; b"
        );
        assert_eq!(code.len(), SAMPLE.len());
    }

    #[test]
    fn comments_may_be_nested_and_hold_quotes() {
        let comments = Source::new(SAMPLE).comments();
        let comments: Vec<&str> = comments.lines().map(str::trim).collect();
        assert_eq!(comments, ["// a \"comment\"", "/* fn /* nested */ x */", ""]);
    }

    #[test]
    fn strings_are_distinguished_from_characters_and_lifetimes() {
        let strings = Source::new(SAMPLE).strings();
        assert_eq!(strings, ["// no comment", "a \" quote", "\\\"", "tail", "raw"]);
    }

    #[test]
    fn a_word_is_found_only_as_a_whole() {
        let found: Vec<usize> = words("mod model a_mod mod", "mod").collect();
        assert_eq!(found, [0, 16]);
        assert_eq!(line_of("a\nb\nc", 4), 3);
    }
}
