//! The `RichText` of elements.

use serde_json::{Value, json};

use super::tree::{Element, Node};

/// Elements of formatted text, and the types of their `RichText`.
const STYLES: [(&str, &str); 17] = [
    ("b", "bold"),
    ("strong", "bold"),
    ("i", "italic"),
    ("em", "italic"),
    ("u", "underline"),
    ("ins", "underline"),
    ("s", "strikethrough"),
    ("strike", "strikethrough"),
    ("del", "strikethrough"),
    ("tg-spoiler", "spoiler"),
    ("code", "code"),
    ("sub", "subscript"),
    ("sup", "superscript"),
    ("mark", "marked"),
    ("tt", "code"),
    ("kbd", "code"),
    ("samp", "code"),
];

/// The text of nodes, in which spaces are collapsed.
pub(super) fn text<'a>(nodes: impl IntoIterator<Item = &'a Node>) -> Value {
    trimmed(pieces(nodes, true))
}

/// The text of nodes, as it is written.
pub(super) fn verbatim<'a>(nodes: impl IntoIterator<Item = &'a Node>) -> Value {
    joined(pieces(nodes, false))
}

fn pieces<'a>(nodes: impl IntoIterator<Item = &'a Node>, collapses: bool) -> Vec<Value> {
    let mut pieces: Vec<Value> = Vec::new();
    for node in nodes {
        match node {
            Node::Text(text) if collapses => push(&mut pieces, &collapsed(text)),
            Node::Text(text) => push(&mut pieces, text),
            Node::Element(element) if element.name == "br" => push(&mut pieces, "\n"),
            Node::Element(element) => match styled(element, collapses) {
                Some(piece) => pieces.push(piece),
                None => pieces.extend(self::pieces(&element.children, collapses)),
            },
        }
    }
    pieces
}

fn push(pieces: &mut Vec<Value>, text: &str) {
    if let Some(Value::String(last)) = pieces.last_mut() {
        last.push_str(text);
    } else if !text.is_empty() {
        pieces.push(json!(text));
    }
}

/// A text whose spaces and line ends are single spaces.
fn collapsed(text: &str) -> String {
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !words.is_empty() && text.starts_with(char::is_whitespace) {
        words.insert(0, ' ');
    }
    if text.ends_with(char::is_whitespace) {
        words.push(' ');
    }
    words
}

/// The pieces without spaces at the start and the end.
fn trimmed(mut pieces: Vec<Value>) -> Value {
    if let Some(Value::String(first)) = pieces.first_mut() {
        *first = first.trim_start().to_owned();
    }
    if let Some(Value::String(last)) = pieces.last_mut() {
        *last = last.trim_end().to_owned();
    }
    pieces.retain(|piece| piece != "");
    joined(pieces)
}

/// One `RichText` for several.
fn joined(mut pieces: Vec<Value>) -> Value {
    match pieces.len() {
        0 => json!(""),
        1 => pieces.remove(0),
        _ => pieces.into(),
    }
}

/// The `RichText` of an element, unless it has no meaning of its own.
fn styled(element: &Element, collapses: bool) -> Option<Value> {
    let inside = || joined(pieces(&element.children, collapses));
    let given = |name: &str| element.attribute(name).unwrap_or_default().to_owned();
    if let Some((_, kind)) = STYLES.iter().find(|(name, _)| *name == element.name) {
        return Some(json!({"type": kind, "text": inside()}));
    }
    match &*element.name {
        "span" if given("class") == "tg-spoiler" => {
            Some(json!({"type": "spoiler", "text": inside()}))
        }
        "tg-emoji" => Some(json!({
            "type": "custom_emoji", "custom_emoji_id": given("emoji-id"),
            "alternative_text": element.text(),
        })),
        "tg-math" => Some(json!({"type": "mathematical_expression", "expression": element.text()})),
        "tg-time" => Some(json!({
            "type": "date_time", "text": inside(), "unix_time": element.number("unix").unwrap_or(0),
            "date_time_format": given("format"),
        })),
        "tg-reference" => {
            Some(json!({"type": "reference", "text": inside(), "name": given("name")}))
        }
        "a" if element.has("name") && !element.has("href") => {
            Some(json!({"type": "anchor", "name": given("name")}))
        }
        "a" => Some(link(&given("href"), inside())),
        _ => None,
    }
}

/// The `RichText` of a link.
fn link(url: &str, text: Value) -> Value {
    let user = url.strip_prefix("tg://user?id=").and_then(|id| id.parse::<i64>().ok());
    if let Some(user) = user {
        return json!({"type": "text_mention", "text": text, "user": {"id": user}});
    }
    if let Some(address) = url.strip_prefix("mailto:") {
        return json!({"type": "email_address", "text": text, "email_address": address});
    }
    if let Some(number) = url.strip_prefix("tel:") {
        return json!({"type": "phone_number", "text": text, "phone_number": number});
    }
    if let Some(name) = url.strip_prefix('#') {
        return json!({"type": "anchor_link", "text": text, "anchor_name": name});
    }
    json!({"type": "url", "text": text, "url": url})
}
