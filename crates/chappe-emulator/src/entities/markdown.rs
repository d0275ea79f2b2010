//! The first Markdown of the Bot API, which does not support nesting.

use super::{
    cursor::{Cursor, is_space},
    entity::{Entity, Kind},
    link,
    text::Builder,
};

pub(super) fn parse(text: &str) -> Result<(String, Vec<Entity>), String> {
    let mut cursor = Cursor::new(text);
    let mut out = Builder::default();
    loop {
        let start = cursor.at();
        let Some(c) = cursor.next() else { return Ok(out.finish()) };
        match c {
            '\\' if cursor.is_at(begins_entity) => out.extend(cursor.next()),
            c if begins_entity(c) => entity(c, &mut cursor, &mut out).ok_or_else(|| {
                format!("Can't find end of the entity starting at byte offset {start}")
            })?,
            c => out.push(c),
        }
    }
}

fn begins_entity(c: char) -> bool {
    matches!(c, '_' | '*' | '`' | '[')
}

/// Reads the rest of the entity that `first` begins. Returns `None` if the entity does not
/// end.
fn entity(first: char, cursor: &mut Cursor<'_>, out: &mut Builder) -> Option<()> {
    let mut language = None;
    let (end, kind) = match first {
        '_' => ("_", Some(Kind::Italic)),
        '*' => ("*", Some(Kind::Bold)),
        '[' => ("]", None),
        _ if cursor.eat("``") => {
            language = read_language(cursor);
            cursor.skip_line_end();
            ("```", Some(Kind::Pre { language: None }))
        }
        _ => ("`", Some(Kind::Code { language: None })),
    };
    let mark = out.mark();
    while !cursor.eat(end) {
        out.push(cursor.next()?);
    }
    if out.is_empty_since(mark) {
        // A link without text: its address becomes the text.
        return Some(());
    }
    let kind = match kind {
        Some(Kind::Pre { .. }) => Some(Kind::Pre { language }),
        Some(kind) => Some(kind),
        None if cursor.eat("(") => {
            let url = cursor.until(|c| c == ')');
            cursor.eat(")");
            link::link_kind(url)
        }
        None => link::link_kind(out.since(mark)),
    };
    if let Some(kind) = kind {
        out.close(mark, kind);
    }
    Some(())
}

/// Skips the word after three backticks, if more code follows it.
pub(super) fn read_language(cursor: &mut Cursor<'_>) -> Option<String> {
    let mut ahead = cursor.clone();
    let word = ahead.until(|c| is_space(c) || c == '`');
    if word.is_empty() || !ahead.is_at(|c| c != '`') {
        return None;
    }
    *cursor = ahead;
    Some(word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_entities() {
        let link = |url: &str| Kind::TextLink(url.to_owned());
        let pre = |language: Option<&str>| Kind::Pre { language: language.map(ToOwned::to_owned) };
        let code = Kind::Code { language: None };
        for (markup, text, entities) in [
            ("", "", vec![]),
            ("plain. text!", "plain. text!", vec![]),
            ("*bold*", "bold", vec![(0, 4, Kind::Bold)]),
            ("_it_ *b*", "it b", vec![(0, 2, Kind::Italic), (3, 1, Kind::Bold)]),
            ("_a*b_", "a*b", vec![(0, 3, Kind::Italic)]),
            (r"\_a\* \`\[ \x", r"_a* `[ \x", vec![]),
            (r"*a\*", r"a\", vec![(0, 2, Kind::Bold)]),
            ("`a_b*`", "a_b*", vec![(0, 4, code.clone())]),
            ("```\na\n```", "a\n", vec![(0, 2, pre(None))]),
            ("```rust\nfn x```", "fn x", vec![(0, 4, pre(Some("rust")))]),
            ("```rust fn```", " fn", vec![(0, 3, pre(Some("rust")))]),
            ("```rust```", "rust", vec![(0, 4, pre(None))]),
            ("```a`b```", "a`b", vec![(0, 3, pre(None))]),
            ("```\r\na```", "a", vec![(0, 1, pre(None))]),
            ("**``", "", vec![]),
            ("[t](a.b)", "t", vec![(0, 1, link("http://a.b/"))]),
            ("[t](a.b", "t", vec![(0, 1, link("http://a.b/"))]),
            ("[a.b]c", "a.bc", vec![(0, 3, link("http://a.b/"))]),
            ("[t](x)", "t", vec![]),
            ("[](a.b)", "(a.b)", vec![]),
            ("[Ann](tg://user?id=7)!", "Ann!", vec![(0, 3, Kind::TextMention(7))]),
            ("😀*😀*", "😀😀", vec![(2, 2, Kind::Bold)]),
            ("é`😀a`", "é😀a", vec![(1, 3, code)]),
        ] {
            let entity = |(offset, length, kind)| Entity::new(offset, length, kind);
            let expected = (text.to_owned(), entities.into_iter().map(entity).collect());
            assert_eq!(parse(markup), Ok(expected), "{markup}");
        }
    }

    #[test]
    fn an_error_names_the_offset_of_an_entity_without_end() {
        for (markup, at) in [
            ("*a", 0),
            ("a _b", 2),
            ("😀 `b", 5),
            ("[a", 0),
            ("```a`", 0),
            ("*a* _", 4),
            ("a_b", 1),
            ("`", 0),
            ("```", 0),
            ("```a``", 0),
        ] {
            let error = format!("Can't find end of the entity starting at byte offset {at}");
            assert_eq!(parse(markup), Err(error), "{markup}");
        }
    }
}
