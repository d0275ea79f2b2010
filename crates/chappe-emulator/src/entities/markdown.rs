//! Texts marked up in `MarkdownV2`, and in the older Markdown.

use serde_json::{Value, json};

use crate::entities::build::{Builder, link};

/// What must be escaped in `MarkdownV2`.
const RESERVED: &str = "_*[]()~`>#+-=|{}.!";

/// The marks of `MarkdownV2`, longer ones first.
const MARKS: [(&str, &str, &str); 6] = [
    ("__", "underline", "Underline"),
    ("||", "spoiler", "Spoiler"),
    ("*", "bold", "Bold"),
    ("_", "italic", "Italic"),
    ("~", "strikethrough", "Strikethrough"),
    ("[", "link", "Link"),
];

/// Something that is open.
struct Open {
    mark: &'static str,
    kind: &'static str,
    name: &'static str,
    start: usize,
    at: usize,
    is_emoji: bool,
}

/// Text and entities of a text in `MarkdownV2`.
///
/// # Errors
///
/// What Telegram says against it.
pub(super) fn parse_v2(text: &str) -> Result<(String, Vec<Value>), String> {
    let mut built = Builder::default();
    let mut open: Vec<Open> = Vec::new();
    let mut quote: Option<usize> = None;
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        let rest = &text[at..];
        let begins_line = at == 0 || text[..at].ends_with('\n');
        if quote.is_some() && begins_line && letter != '>' {
            built.close(quote.take().unwrap_or_default(), "blockquote", &Value::Null);
        }
        if letter == '>' && begins_line {
            quote.get_or_insert(built.mark());
            at += 1;
        } else if let Some(escaped) = escaped(rest) {
            built.push(escaped);
            at += 1 + escaped.len_utf8();
        } else if rest.starts_with("```") {
            at += block(&mut built, rest, at)?;
        } else if letter == '`' {
            at += code(&mut built, rest, at)?;
        } else if quote.is_some()
            && rest.starts_with("||")
            && ends_line(&rest[2..])
            && open.is_empty()
        {
            built.close(quote.take().unwrap_or_default(), "expandable_blockquote", &Value::Null);
            at += 2;
        } else if letter == ']' && open.last().is_some_and(|open| open.mark == "[") {
            at += end_of_link(&mut built, &mut open, rest);
        } else if let Some((mark, kind, name)) = marked(rest, &open) {
            match open.last() {
                Some(top) if top.mark == mark => {
                    built.close(top.start, top.kind, &Value::Null);
                    open.pop();
                }
                _ => {
                    let (start, is_emoji) = (built.mark(), rest.starts_with('!'));
                    open.push(Open { mark, kind, name, start, at, is_emoji });
                    at += usize::from(is_emoji);
                }
            }
            at += mark.len();
        } else if RESERVED.contains(letter) {
            return Err(format!(
                "can't parse entities: Character '{letter}' is reserved and must be escaped with the preceding '\\'"
            ));
        } else {
            built.push(letter);
            at += letter.len_utf8();
        }
    }
    if let Some(left) = open.pop() {
        return Err(unclosed(left.name, left.at));
    }
    if let Some(start) = quote {
        built.close(start, "blockquote", &Value::Null);
    }
    Ok(built.finish())
}

fn unclosed(name: &str, at: usize) -> String {
    format!("can't parse entities: Can't find end of {name} entity at byte offset {at}")
}

fn ends_line(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('\n')
}

/// The letter behind a backslash, if it is one that may be escaped.
fn escaped(rest: &str) -> Option<char> {
    let letter = rest.strip_prefix('\\')?.chars().next()?;
    (letter.is_ascii() && !letter.is_ascii_alphanumeric() && !letter.is_ascii_whitespace())
        .then_some(letter)
}

/// The mark that comes next, if any.
fn marked(rest: &str, open: &[Open]) -> Option<(&'static str, &'static str, &'static str)> {
    if rest.starts_with("![") {
        return Some(("[", "custom_emoji", "Custom Emoji"));
    }
    // Three underscores: what was opened last is closed first.
    if rest.starts_with("___") && open.last().is_some_and(|open| open.mark == "_") {
        return Some(("_", "italic", "Italic"));
    }
    MARKS.into_iter().find(|(mark, ..)| rest.starts_with(mark))
}

/// `` `code` ``; how many bytes it takes.
fn code(built: &mut Builder, rest: &str, at: usize) -> Result<usize, String> {
    let length = verbatim(built, &rest[1..], "`", "code", &Value::Null);
    length.map(|length| length + 2).ok_or_else(|| unclosed("Code", at))
}

/// A block of code, with a language in its first line perhaps.
fn block(built: &mut Builder, rest: &str, at: usize) -> Result<usize, String> {
    let inside = &rest[3..];
    let line = inside.split('\n').next().unwrap_or_default();
    let is_language = inside.len() > line.len()
        && !line.is_empty()
        && !line.contains(|letter: char| letter.is_whitespace() || letter == '`');
    let more = if is_language { json!({"language": line}) } else { Value::Null };
    let skipped =
        if is_language || line.is_empty() && inside.starts_with('\n') { line.len() + 1 } else { 0 };
    let length = verbatim(built, &inside[skipped..], "```", "pre", &more);
    length.map(|length| length + skipped + 6).ok_or_else(|| unclosed("Pre", at))
}

/// Pushes what stands before `end`, where only backslashes escape; its length.
fn verbatim(built: &mut Builder, text: &str, end: &str, kind: &str, more: &Value) -> Option<usize> {
    let start = built.mark();
    let mut at = 0;
    loop {
        let rest = &text[at..];
        if rest.starts_with(end) {
            built.close(start, kind, more);
            return Some(at);
        }
        let letter = match escaped(rest) {
            Some(letter) => {
                at += 1;
                letter
            }
            None => rest.chars().next()?,
        };
        built.push(letter);
        at += letter.len_utf8();
    }
}

/// `](url)`; how many bytes it takes.
fn end_of_link(built: &mut Builder, open: &mut Vec<Open>, rest: &str) -> usize {
    let Some(top) = open.pop() else { return 1 };
    let Some(inside) = rest.strip_prefix("](") else { return 1 };
    let mut url = String::new();
    let mut at = 0;
    while let Some(letter) = inside[at..].chars().next() {
        match (letter, escaped(&inside[at..])) {
            (')', _) => break,
            (_, Some(letter)) => {
                url.push(letter);
                at += 1 + letter.len_utf8();
            }
            (letter, None) => {
                url.push(letter);
                at += letter.len_utf8();
            }
        }
    }
    let emoji = url.strip_prefix("tg://emoji?id=").filter(|_| top.is_emoji);
    let (kind, more) = match emoji {
        Some(id) => ("custom_emoji", json!({"custom_emoji_id": id})),
        None => link(&url),
    };
    built.close(top.start, kind, &more);
    at + 3
}

/// Text and entities of a text in the older Markdown, which nests nothing.
///
/// # Errors
///
/// What Telegram says against it.
pub(super) fn parse_v1(text: &str) -> Result<(String, Vec<Value>), String> {
    let mut built = Builder::default();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        let rest = &text[at..];
        let kind = match letter {
            '\\' if rest[1..].starts_with(['_', '*', '`', '[']) => {
                built.extend(&rest[1..2]);
                at += 2;
                continue;
            }
            '*' => "bold",
            '_' => "italic",
            '`' if rest.starts_with("```") => "pre",
            '`' => "code",
            '[' => "link",
            letter => {
                built.push(letter);
                at += letter.len_utf8();
                continue;
            }
        };
        let end = match kind {
            "pre" => "```",
            "link" => "]",
            _ => &rest[..1],
        };
        let begin = if kind == "pre" { 3 } else { 1 };
        let Some(length) = rest[begin..].find(end) else {
            return Err(format!(
                "can't parse entities: Can't find end of the entity starting at byte offset {at}"
            ));
        };
        let start = built.mark();
        built.extend(&rest[begin..begin + length]);
        at += begin + length + end.len();
        if kind != "link" {
            built.close(start, kind, &Value::Null);
            continue;
        }
        let url = text[at..].strip_prefix('(').and_then(|rest| rest.split_once(')'));
        if let Some((url, _)) = url {
            let (kind, more) = link(url);
            built.close(start, kind, &more);
            at += url.len() + 2;
        }
    }
    Ok(built.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn v2(text: &str) -> (String, Value) {
        parse_v2(text).map(|(text, entities)| (text, entities.into())).unwrap()
    }

    #[test]
    fn marks_become_entities() {
        assert_eq!(
            v2("*bold _both_* __under__ ~gone~ ||hidden|| `c\\`ode`"),
            (
                "bold both under gone hidden c`ode".to_owned(),
                json!([
                    {"type": "italic", "offset": 5, "length": 4},
                    {"type": "bold", "offset": 0, "length": 9},
                    {"type": "underline", "offset": 10, "length": 5},
                    {"type": "strikethrough", "offset": 16, "length": 4},
                    {"type": "spoiler", "offset": 21, "length": 6},
                    {"type": "code", "offset": 28, "length": 5},
                ]),
            ),
        );
        assert_eq!(
            v2("```rust\nlet x = 1;```\n>quoted\nnot"),
            (
                "let x = 1;\nquoted\nnot".to_owned(),
                json!([
                    {"type": "pre", "offset": 0, "length": 10, "language": "rust"},
                    {"type": "blockquote", "offset": 11, "length": 7},
                ]),
            ),
        );
        assert_eq!(
            v2("[x](https://x.org/\\)) ![👍](tg://emoji?id=5) \\*"),
            (
                "x 👍 *".to_owned(),
                json!([
                    {"type": "text_link", "offset": 0, "length": 1, "url": "https://x.org/)"},
                    {"type": "custom_emoji", "offset": 2, "length": 2, "custom_emoji_id": "5"},
                ]),
            ),
        );
    }

    #[test]
    fn what_is_wrong_is_told_as_telegram_does() {
        let said = ["a.", "*a", "`a", "a _b", "```a"].map(|text| parse_v2(text).unwrap_err());
        assert_eq!(
            said,
            [
                "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
                "can't parse entities: Can't find end of Bold entity at byte offset 0",
                "can't parse entities: Can't find end of Code entity at byte offset 0",
                "can't parse entities: Can't find end of Italic entity at byte offset 2",
                "can't parse entities: Can't find end of Pre entity at byte offset 0",
            ],
        );
    }

    #[test]
    fn what_is_escaped_is_as_it_was() {
        let text = "1 + 1 = 2! (really) [no] {link} #tag |x| ~y~ `z` >q \\ *b* _i_ é😀";
        let escaped: String = text
            .chars()
            .flat_map(|letter| {
                let is_reserved = RESERVED.contains(letter) || letter == '\\';
                is_reserved.then_some('\\').into_iter().chain([letter])
            })
            .collect();
        assert_eq!(v2(&escaped), (text.to_owned(), json!([])));
    }

    #[test]
    fn the_older_markdown_nests_nothing() {
        let (text, entities) = parse_v1("*b* _i_ [x](https://x.org) \\_ ```p```").unwrap();
        assert_eq!(text, "b i x _ p");
        let kinds: Vec<&Value> = entities.iter().map(|entity| &entity["type"]).collect();
        assert_eq!(kinds, ["bold", "italic", "text_link", "pre"]);
        assert!(parse_v1("*b").is_err());
    }
}
