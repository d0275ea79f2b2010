//! The items of a block of code: attributes, keyword, name and body.

use std::ops::Range;

use crate::source::in_word;

/// The parts of an item that the rules use. Ranges are positions in the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// From the first attribute to the end of the item.
    pub(crate) span: Range<usize>,
    /// The outer attributes.
    pub(crate) attributes: Range<usize>,
    /// Whether it begins with `pub`.
    pub(crate) public: bool,
    /// `mod`, `use`, `fn`, …; `macro` for a call or definition of one.
    pub(crate) keyword: String,
    /// The word after the keyword.
    pub(crate) name: String,
    /// The code between its braces.
    pub(crate) body: Option<Range<usize>>,
}

/// The items in a part of some code whose comments and literals are blanked out.
pub(crate) fn items(code: &str, part: Range<usize>) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = part.start;
    while let Some(item) = next_item(&code[..part.end], at) {
        at = item.span.end;
        items.push(item);
    }
    items
}

/// The position of the bracket that closes the one at `open`.
pub(crate) fn partner(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth == 0 {
            return at;
        }
    }
    code.len().saturating_sub(1)
}

/// The first position from `at` on that is not white space.
pub(crate) fn skip_space(code: &str, at: usize) -> usize {
    let rest = code.get(at..).unwrap_or_default();
    at + (rest.len() - rest.trim_start().len())
}

/// The position after the outer attributes at `at`.
pub(crate) fn skip_attributes(code: &str, mut at: usize) -> usize {
    at = skip_space(code, at);
    while code[at..].starts_with("#[") {
        at = skip_space(code, partner(code, at + 1) + 1);
    }
    at
}

/// The position after `pub`, `pub(crate)` and so on, if there is one at `at`.
pub(crate) fn skip_visibility(code: &str, at: usize) -> usize {
    if word_at(code, at) != "pub" {
        return at;
    }
    let after = skip_space(code, at + "pub".len());
    if code[after..].starts_with('(') {
        return skip_space(code, partner(code, after) + 1);
    }
    after
}

/// The word at a position; empty if there is none.
pub(crate) fn word_at(code: &str, at: usize) -> &str {
    let rest = code.get(at..).unwrap_or_default();
    let end = rest.bytes().position(|byte| !in_word(byte)).unwrap_or(rest.len());
    &rest[..end]
}

fn next_item(code: &str, from: usize) -> Option<Item> {
    let mut start = skip_space(code, from);
    while code[start..].starts_with("#![") {
        start = skip_space(code, partner(code, start + 2) + 1);
    }
    let attributes = start..skip_attributes(code, start);
    let head = skip_visibility(code, attributes.end);
    if head >= code.len() {
        return None;
    }
    let (keyword, name) = keyword_and_name(code, head);
    let (end, body) = extent(code, head, ends_with_semicolon(&keyword));
    let public = head != attributes.end;
    Some(Item { span: start..end, attributes, public, keyword, name, body })
}

fn keyword_and_name(code: &str, head: usize) -> (String, String) {
    let mut at = head;
    let mut keyword = word_at(code, at);
    loop {
        let next = skip_space(code, at + keyword.len());
        let name = word_at(code, next);
        if code[next..].starts_with('!') {
            return ("macro".to_owned(), keyword.to_owned());
        }
        let qualifies = matches!(keyword, "const" | "async" | "unsafe" | "extern")
            && matches!(name, "fn" | "async" | "unsafe" | "extern" | "impl" | "trait");
        if !qualifies {
            return (keyword.to_owned(), name.to_owned());
        }
        (at, keyword) = (next, name);
    }
}

fn ends_with_semicolon(keyword: &str) -> bool {
    matches!(keyword, "use" | "const" | "static" | "type")
}

/// The end of an item, and the range between its braces.
fn extent(code: &str, head: usize, to_semicolon: bool) -> (usize, Option<Range<usize>>) {
    let mut at = head;
    while at < code.len() {
        match code.as_bytes()[at] {
            b';' => return (at + 1, None),
            b'{' if !to_semicolon => {
                let close = partner(code, at);
                return (close + 1, Some(at + 1..close));
            }
            b'(' | b'[' | b'{' => at = partner(code, at) + 1,
            _ => at += 1,
        }
    }
    (code.len(), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(code: &str) -> Vec<(String, String, bool)> {
        let items = items(code, 0..code.len());
        items.into_iter().map(|i| (i.keyword, i.name, i.body.is_some())).collect()
    }

    #[test]
    fn items_have_keyword_name_and_body() {
        let code = "#![deny(x)] #[a] #[b(c)] pub mod one; pub(crate) use self::{a, b::{c}};
            mod two { fn inner() {} } pub const fn f(x: [u8; 2]) -> u8 { 1 } const C: u8 = { 2 };
            impl X for Y {} struct S(u8); macro_rules! m { () => {} } call!(x); async fn g() {}";
        let expected = [
            ("mod", "one", false),
            ("use", "self", false),
            ("mod", "two", true),
            ("fn", "f", true),
            ("const", "C", false),
            ("impl", "X", true),
            ("struct", "S", false),
            ("macro", "macro_rules", true),
            ("macro", "call", false),
            ("fn", "g", true),
        ];
        assert_eq!(outline(code), expected.map(|(k, n, b)| (k.to_owned(), n.to_owned(), b)));
    }

    #[test]
    fn bodies_and_attributes_are_ranges_of_the_code() {
        let code = "#[cfg(test)] mod tests { mod a; }";
        let item = &items(code, 0..code.len())[0];
        let body = item.body.clone().map(|body| &code[body]);
        assert_eq!((&code[item.attributes.clone()], body), ("#[cfg(test)] ", Some(" mod a; ")));
    }
}
