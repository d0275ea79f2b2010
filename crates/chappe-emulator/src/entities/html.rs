//! The subset of HTML that the Bot API supports.

use super::{
    cursor::{Cursor, is_space},
    entity::{Entity, Kind},
    link,
    reference::{Reference, read_reference},
    text::{Builder, Mark},
};

const TAGS: [&str; 17] = [
    "a",
    "b",
    "blockquote",
    "code",
    "del",
    "em",
    "i",
    "ins",
    "pre",
    "s",
    "span",
    "strike",
    "strong",
    "tg-emoji",
    "tg-spoiler",
    "tg-time",
    "u",
];

pub(super) fn parse(text: &str) -> Result<(String, Vec<Entity>), String> {
    let mut cursor = Cursor::new(text);
    let mut out = Builder::default();
    let mut open: Vec<Open> = Vec::new();
    let mut has_surrogate = false;
    loop {
        let at = cursor.at();
        match read_reference(&mut cursor) {
            Some(Reference::Char(c)) => {
                out.push(c);
                continue;
            }
            Some(Reference::Surrogate) => {
                has_surrogate = true;
                continue;
            }
            None => {}
        }
        match cursor.next() {
            Some('<') if cursor.eat("/") => {
                let last = open.pop();
                let last = last.ok_or_else(|| format!("Unexpected end tag at byte offset {at}"))?;
                read_end_tag(&mut cursor, &last.tag, at)?;
                last.close(&mut out)?;
            }
            Some('<') => {
                let tag = read_start_tag(&mut cursor, at)?;
                open.push(Open { tag, mark: out.mark() });
            }
            Some(c) => out.push(c),
            None => break,
        }
    }
    if let Some(Open { tag: Tag { name, .. }, .. }) = open.last() {
        return Err(format!("Can't find end tag corresponding to start tag \"{name}\""));
    }
    if has_surrogate {
        return Err("Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units".to_owned());
    }
    Ok(out.finish())
}

/// A start tag, with the attributes that matter.
#[derive(Debug, Default)]
struct Tag {
    name: String,
    /// An address, a language or an identifier.
    argument: String,
    format: String,
}

/// A tag that is open.
struct Open {
    tag: Tag,
    mark: Mark,
}

impl Open {
    fn close(self, out: &mut Builder) -> Result<(), String> {
        let Self { tag: Tag { name, argument, format }, mark } = self;
        if out.is_empty_since(mark) {
            return Ok(());
        }
        let language = Some(argument.clone()).filter(|language| !language.is_empty());
        let kind = match &*name {
            "b" | "strong" => Kind::Bold,
            "i" | "em" => Kind::Italic,
            "u" | "ins" => Kind::Underline,
            "s" | "strike" | "del" => Kind::Strikethrough,
            "tg-spoiler" | "span" => Kind::Spoiler,
            "blockquote" => Kind::Quote { is_expandable: !argument.is_empty() },
            "code" => match out.last_since(mark).map(|last| &mut last.kind) {
                Some(Kind::Pre { language: outer @ None }) if language.is_some() => {
                    *outer = language;
                    return Ok(());
                }
                _ => Kind::Code { language },
            },
            "pre" => match out.last_since(mark).map(|last| &mut last.kind) {
                Some(inner @ Kind::Code { language: Some(_) }) => {
                    if let Kind::Code { language } = inner {
                        *inner = Kind::Pre { language: language.take() };
                    }
                    return Ok(());
                }
                _ => Kind::Pre { language: None },
            },
            "tg-emoji" => {
                let id = link::number(&argument);
                Kind::CustomEmoji(id.ok_or("Invalid custom emoji identifier specified")?)
            }
            "tg-time" => {
                let format = link::time_format(&format)?;
                let Some(unix) = link::number(&argument) else { return Ok(()) };
                Kind::DateTime { unix, format }
            }
            _ => {
                let url = if argument.is_empty() { out.since(mark) } else { &argument };
                let Some(kind) = link::link_kind(url) else { return Ok(()) };
                kind
            }
        };
        out.close(mark, kind);
        Ok(())
    }
}

fn read_end_tag(cursor: &mut Cursor<'_>, expected: &Tag, at: usize) -> Result<(), String> {
    let found = cursor.until(ends_name).to_ascii_lowercase();
    cursor.skip_space();
    if !cursor.eat(">") {
        return Err(format!("Unclosed end tag at byte offset {at}"));
    }
    let expected = &expected.name;
    if found.is_empty() || found == *expected {
        return Ok(());
    }
    Err(format!(
        "Unmatched end tag at byte offset {at}, expected \"</{expected}>\", found \"</{found}>\""
    ))
}

fn read_start_tag(cursor: &mut Cursor<'_>, at: usize) -> Result<Tag, String> {
    let name = cursor.until(ends_name).to_ascii_lowercase();
    if cursor.is_done() {
        return Err(format!("Unclosed start tag at byte offset {at}"));
    }
    if !TAGS.contains(&&*name) {
        return Err(format!("Unsupported start tag \"{name}\" at byte offset {at}"));
    }
    let mut tag = Tag { name, ..Tag::default() };
    loop {
        cursor.skip_space();
        if cursor.eat(">") {
            break;
        }
        read_attribute(cursor, &mut tag, at)?;
    }
    if tag.name == "span" && tag.argument != "spoiler" {
        return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {at}"));
    }
    Ok(tag)
}

fn read_attribute(cursor: &mut Cursor<'_>, tag: &mut Tag, at: usize) -> Result<(), String> {
    let name = cursor.until(|c| is_space(c) || matches!(c, '=' | '>' | '/' | '"' | '\''));
    if name.is_empty() {
        let tag = &tag.name;
        return Err(format!("Empty attribute name in the tag \"{tag}\" at byte offset {at}"));
    }
    cursor.skip_space();
    let has_value = cursor.eat("=");
    if has_value {
        cursor.skip_space();
    }
    if cursor.is_done() {
        return Err(format!("Unclosed start tag \"{}\" at byte offset {at}", tag.name));
    }
    let value = match has_value {
        true => Some(read_value(cursor, at)?),
        false => None,
    };
    let value = match (&*tag.name, name, value) {
        ("blockquote", "expandable", _) => "1".to_owned(),
        ("tg-time", "format", Some(value)) => {
            tag.format = value;
            return Ok(());
        }
        ("a", "href", Some(value))
        | ("tg-emoji", "emoji-id", Some(value))
        | ("tg-time", "unix", Some(value)) => value,
        ("code", "class", Some(value)) => match value.strip_prefix("language-") {
            Some(language) => language.to_owned(),
            None => return Ok(()),
        },
        ("span", "class", Some(value)) => match value.strip_prefix("tg-") {
            Some(class) => class.to_owned(),
            None => return Ok(()),
        },
        _ => return Ok(()),
    };
    tag.argument = value;
    Ok(())
}

/// Reads the value after `=`: in quotes, or a word in upper or lower case.
fn read_value(cursor: &mut Cursor<'_>, at: usize) -> Result<String, String> {
    let start = cursor.at();
    let quote = cursor.peek().filter(|c| matches!(c, '"' | '\''));
    let value = if let Some(quote) = quote {
        cursor.next();
        read_quoted(cursor, quote)
    } else {
        let word = cursor.until(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-'));
        if cursor.is_at(|c| !ends_name(c)) {
            return Err(format!("Unexpected end of name token at byte offset {start}"));
        }
        word.to_ascii_lowercase()
    };
    match cursor.is_done() {
        true => Err(format!("Unclosed start tag at byte offset {at}")),
        false => Ok(value),
    }
}

fn read_quoted(cursor: &mut Cursor<'_>, quote: char) -> String {
    let mut value = String::new();
    while !cursor.is_done() {
        match read_reference(cursor) {
            Some(Reference::Char(c)) => value.push(c),
            Some(Reference::Surrogate) => value.push(char::REPLACEMENT_CHARACTER),
            None => match cursor.next() {
                Some(c) if c != quote => value.push(c),
                _ => break,
            },
        }
    }
    value
}

fn ends_name(c: char) -> bool {
    is_space(c) || c == '>'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(markup: &str, text: &str, entities: &[(usize, usize, Kind)]) {
        let entity = |(offset, length, kind): &_| Entity::new(*offset, *length, Kind::clone(kind));
        let mut parsed = parse(markup);
        if let Ok((_, entities)) = &mut parsed {
            entities.sort_by_key(Entity::order);
        }
        let expected = entities.iter().map(entity).collect();
        assert_eq!(parsed, Ok((text.to_owned(), expected)), "{markup:?}");
    }

    #[test]
    fn every_tag_becomes_an_entity() {
        for (names, kind) in [
            ("b strong", Kind::Bold),
            ("i em I Em", Kind::Italic),
            ("u ins", Kind::Underline),
            ("s strike del", Kind::Strikethrough),
            ("tg-spoiler", Kind::Spoiler),
            ("code", Kind::Code { language: None }),
            ("pre", Kind::Pre { language: None }),
            ("blockquote", Kind::Quote { is_expandable: false }),
        ] {
            for name in names.split(' ') {
                check(&format!("🏟 <{name}>a🏟</{name}>"), "🏟 a🏟", &[(3, 3, kind.clone())]);
            }
        }
        check("<b>a<i>b</i></b>c", "abc", &[(0, 2, Kind::Bold), (1, 1, Kind::Italic)]);
        check("a<b></b>b", "ab", &[]);
        check("<i>a</>", "a", &[(0, 1, Kind::Italic)]);
        check("<i x  = 190azAz-. y='&quot;>'>a</I  >", "a", &[(0, 1, Kind::Italic)]);
    }

    #[test]
    fn attributes_are_part_of_the_entity() {
        let quote = |is_expandable| Kind::Quote { is_expandable };
        let link = |url: &str| Kind::TextLink(url.to_owned());
        check("<span class = \"tg-spoiler\">a</span>", "a", &[(0, 1, Kind::Spoiler)]);
        check("<blockquote expandable>a</blockquote>", "a", &[(0, 1, quote(true))]);
        check("<blockquote expandable=false x>a</>", "a", &[(0, 1, quote(true))]);
        check("<blockquote cite=\"\" x y>a</>", "a", &[(0, 1, quote(false))]);
        check("<tg-emoji emoji-id=\"54\">👍</tg-emoji>", "👍", &[(0, 2, Kind::CustomEmoji(54))]);
        check("<a href=t.org> </a>", " ", &[(0, 1, link("http://t.org/"))]);
        check("<a href='t.org?&lt;'>a</a>", "a", &[(0, 1, link("http://t.org/?<"))]);
        check("<a>t.org</a>", "t.org", &[(0, 5, link("http://t.org/"))]);
        check("<a>a</a><a href=\"b\">b</a>", "ab", &[]);
        check("<a href=\"tg://user?id=7\">a</a>", "a", &[(0, 1, Kind::TextMention(7))]);
        let time = |format: &str| Kind::DateTime { unix: 9, format: format.to_owned() };
        check("<tg-time unix=\"9\" format=\"wDT\">a</tg-time>", "a", &[(0, 1, time("wDT"))]);
        check("<tg-time unix=9>a</tg-time>", "a", &[(0, 1, time(""))]);
        check("<tg-time unix=x>a</tg-time>", "a", &[]);
    }

    #[test]
    fn a_language_needs_both_pre_and_code() {
        let pre = |language: Option<&str>| Kind::Pre { language: language.map(ToOwned::to_owned) };
        let code = |language: &str| Kind::Code {
            language: Some(language.to_owned()).filter(|it| !it.is_empty()),
        };
        let rust = "<pre><code class=\"language-rust\">";
        check(&format!("{rust}fn</code></pre>"), "fn", &[(0, 2, pre(Some("rust")))]);
        let turned = "<code class=\"language-rust\"><pre>fn</pre></code>";
        check(turned, "fn", &[(0, 2, pre(Some("rust")))]);
        let spaced = format!("{rust}fn</code> </pre>");
        check(&spaced, "fn ", &[(0, 3, pre(None)), (0, 2, code("rust"))]);
        check("<pre><code>fn</code></pre>", "fn", &[(0, 2, pre(None)), (0, 2, code(""))]);
        let other = "<pre><code class=\"x\">fn</code></pre>";
        check(other, "fn", &[(0, 2, pre(None)), (0, 2, code(""))]);
    }

    #[test]
    fn character_references_are_decoded() {
        check("&lt;b&gt; &amp;amp; &quot;&#x1F600;&#33;", "<b> &amp; \"😀!", &[]);
        check("&ge;&laquo;&;&", "&ge;&laquo;&;&", &[]);
        check("&#128512;<b>a</b>", "😀a", &[(2, 1, Kind::Bold)]);
    }

    #[test]
    fn invalid_markup_is_rejected() {
        let surrogate = "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units";
        for (markup, error) in [
            ("&#xDFDF", surrogate),
            ("🏟&lt;<abacaba", "Unclosed start tag at byte offset 8"),
            ("<", "Unclosed start tag at byte offset 0"),
            ("a<x>", "Unsupported start tag \"x\" at byte offset 1"),
            ("1 < 2 > 1", "Unsupported start tag \"\" at byte offset 2"),
            ("<ABAC aba>", "Unsupported start tag \"abac\" at byte offset 0"),
            ("a<br/>", "Unsupported start tag \"br/\" at byte offset 1"),
            ("<i   =aba>", "Empty attribute name in the tag \"i\" at byte offset 0"),
            ("<i />", "Empty attribute name in the tag \"i\" at byte offset 0"),
            ("<i aba", "Unclosed start tag \"i\" at byte offset 0"),
            ("<i aba  =  ", "Unclosed start tag \"i\" at byte offset 0"),
            ("<i aba  =  190azAz-.,", "Unexpected end of name token at byte offset 11"),
            ("<i aba=a", "Unclosed start tag at byte offset 0"),
            ("<i aba = \"&quot;>", "Unclosed start tag at byte offset 0"),
            ("<i aba = '\">", "Unclosed start tag at byte offset 0"),
            ("<span>a</span>", "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0"),
            ("a</b>", "Unexpected end tag at byte offset 1"),
            ("<b></b></", "Unexpected end tag at byte offset 7"),
            ("<i>a</i   ", "Unclosed end tag at byte offset 4"),
            ("🏟<b>a</i>", "Unmatched end tag at byte offset 8, expected \"</b>\", found \"</i>\""),
            ("<b><i>a</i>", "Can't find end tag corresponding to start tag \"b\""),
            ("<tg-emoji>a</tg-emoji>", "Invalid custom emoji identifier specified"),
            ("<tg-time unix=9 format=x>a</tg-time>", "Invalid date format used"),
        ] {
            assert_eq!(parse(markup), Err(error.to_owned()), "{markup:?}");
        }
    }
}
