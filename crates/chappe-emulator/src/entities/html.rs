//! Texts marked up in HTML.

use serde_json::{Value, json};

use crate::entities::build::{Builder, link};

/// A tag that is open.
struct Open {
    name: String,
    mark: usize,
    kind: &'static str,
    more: Value,
    at: usize,
}

/// Text and entities of a text in Telegram's HTML.
///
/// # Errors
///
/// What Telegram says against it.
pub(super) fn parse(text: &str) -> Result<(String, Vec<Value>), String> {
    let mut built = Builder::default();
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        if letter == '&' {
            let (decoded, length) = reference(&text[at..]).unwrap_or(('&', 1));
            built.push(decoded);
            at += length;
            continue;
        }
        if letter != '<' {
            built.push(letter);
            at += letter.len_utf8();
            continue;
        }
        let Some(length) = text[at..].find('>') else {
            return Err(format!("can't parse entities: Unclosed start tag at byte offset {at}"));
        };
        let tag = &text[at + 1..at + length];
        match tag.strip_prefix('/') {
            Some(name) => close(&mut built, &mut open, name.trim(), at)?,
            None => open.push(opened(tag, &built, &open, at)?),
        }
        at += length + 1;
    }
    match open.pop() {
        Some(left) => Err(format!(
            "can't parse entities: Can't find end tag corresponding to start tag \"{}\"",
            left.name
        )),
        None => Ok(built.finish()),
    }
}

fn opened(tag: &str, built: &Builder, open: &[Open], at: usize) -> Result<Open, String> {
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let name = name.to_lowercase();
    let attribute = |wanted: &str| attribute(attributes, wanted);
    let (kind, more) = match &*name {
        "b" | "strong" => ("bold", Value::Null),
        "i" | "em" => ("italic", Value::Null),
        "u" | "ins" => ("underline", Value::Null),
        "s" | "strike" | "del" => ("strikethrough", Value::Null),
        "tg-spoiler" => ("spoiler", Value::Null),
        "span" if attribute("class").as_deref() == Some("tg-spoiler") => ("spoiler", Value::Null),
        "a" => match attribute("href") {
            Some(url) => link(&url),
            None => ("", Value::Null),
        },
        "code" => match (attribute("class"), open.last()) {
            (Some(class), Some(outer)) if outer.name == "pre" => {
                ("language", json!({"language": class.trim_start_matches("language-")}))
            }
            _ => ("code", Value::Null),
        },
        "pre" => ("pre", Value::Null),
        "blockquote" if attributes.split_whitespace().any(|word| word == "expandable") => {
            ("expandable_blockquote", Value::Null)
        }
        "blockquote" => ("blockquote", Value::Null),
        "tg-emoji" => match attribute("emoji-id") {
            Some(id) => ("custom_emoji", json!({"custom_emoji_id": id})),
            None => ("", Value::Null),
        },
        _ => {
            return Err(format!(
                "can't parse entities: Unsupported start tag \"{name}\" at byte offset {at}"
            ));
        }
    };
    Ok(Open { name, mark: built.mark(), kind, more, at })
}

fn close(built: &mut Builder, open: &mut Vec<Open>, name: &str, at: usize) -> Result<(), String> {
    let Some(top) = open.pop() else {
        return Err(format!("can't parse entities: Unexpected end tag at byte offset {at}"));
    };
    if !name.is_empty() && !top.name.eq_ignore_ascii_case(name) {
        let expected = top.name;
        return Err(format!(
            "can't parse entities: Unmatched end tag at byte offset {at}, expected \"</{expected}>\", found \"</{name}>\""
        ));
    }
    tracing::trace!(from = top.at, to = at, kind = top.kind, "an entity");
    match (top.kind, open.last_mut()) {
        ("", _) => {}
        // The language of the block around it.
        ("language", Some(outer)) => outer.more = top.more,
        (kind, _) => built.close(top.mark, kind, &top.more),
    }
    Ok(())
}

/// The value of an attribute.
fn attribute(attributes: &str, wanted: &str) -> Option<String> {
    let start = attributes.find(&format!("{wanted}="))? + wanted.len() + 1;
    let rest = &attributes[start..];
    let value = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split(quote).next()?,
        _ => rest.split_whitespace().next()?,
    };
    let mut decoded = String::new();
    let mut at = 0;
    while let Some(letter) = value[at..].chars().next() {
        let (letter, length) = match letter {
            '&' => reference(&value[at..]).unwrap_or(('&', 1)),
            letter => (letter, letter.len_utf8()),
        };
        decoded.push(letter);
        at += length;
    }
    Some(decoded)
}

/// The letter that a reference such as `&lt;` stands for, and its length.
fn reference(text: &str) -> Option<(char, usize)> {
    let end = text.find(';').filter(|end| *end <= 10)?;
    let name = &text[1..end];
    let letter = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        name => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|letter| *letter != '\0')?
        }
    };
    Some((letter, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (String, Value) {
        parse(text).map(|(text, entities)| (text, entities.into())).unwrap()
    }

    #[test]
    fn tags_become_entities() {
        assert_eq!(
            parsed("<b>bold</b> &amp; <i>it<u>al</u>ic</i> 😀<code>x</code>"),
            (
                "bold & italic 😀x".to_owned(),
                json!([
                    {"type": "bold", "offset": 0, "length": 4},
                    {"type": "underline", "offset": 9, "length": 2},
                    {"type": "italic", "offset": 7, "length": 6},
                    {"type": "code", "offset": 16, "length": 1},
                ]),
            ),
        );
        assert_eq!(
            parsed("<pre><code class=\"language-rust\">let x;</code></pre>"),
            (
                "let x;".to_owned(),
                json!([{"type": "pre", "offset": 0, "length": 6, "language": "rust"}])
            ),
        );
        assert_eq!(
            parsed("<a href=\"https://x.org/?a=1&amp;b=2\">x</a><a href='tg://user?id=7'>y</a>"),
            (
                "xy".to_owned(),
                json!([
                    {"type": "text_link", "offset": 0, "length": 1, "url": "https://x.org/?a=1&b=2"},
                    {
                        "type": "text_mention", "offset": 1, "length": 1,
                        "user": {"id": 7, "is_bot": false, "first_name": ""},
                    },
                ]),
            ),
        );
    }

    #[test]
    fn white_space_around_is_left_out() {
        assert_eq!(
            parsed(" \n<b> a </b> "),
            ("a".to_owned(), json!([{"type": "bold", "offset": 0, "length": 1}])),
        );
        assert_eq!(parsed("<b></b><i> </i>"), (String::new(), json!([])));
    }

    #[test]
    fn what_is_wrong_is_told_as_telegram_does() {
        let said =
            ["<x>a</x>", "a</b>", "<b>a</i>", "<b>a", "a <b"].map(|text| parse(text).unwrap_err());
        assert_eq!(
            said,
            [
                "can't parse entities: Unsupported start tag \"x\" at byte offset 0",
                "can't parse entities: Unexpected end tag at byte offset 1",
                "can't parse entities: Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\"",
                "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
                "can't parse entities: Unclosed start tag at byte offset 2",
            ],
        );
    }
}
