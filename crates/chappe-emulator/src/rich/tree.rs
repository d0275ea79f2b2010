//! The elements of an HTML text.

use std::collections::BTreeMap;

/// A part of an HTML text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Text(String),
    Element(Element),
}

/// An element. Names are in lower case.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) children: Vec<Node>,
}

/// Elements that have no content.
const EMPTY: [&str; 5] = ["br", "hr", "img", "input", "tg-map"];

/// Elements whose content is no markup.
const RAW: [&str; 2] = ["tg-math", "tg-math-block"];

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.attributes.contains_key(name)
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.attribute(name)?.parse().ok()
    }

    /// The elements among the children.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first child with a name.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// The text without markup.
    pub(super) fn text(&self) -> String {
        let texts = self.children.iter().map(|child| match child {
            Node::Text(text) => text.clone(),
            Node::Element(element) => element.text(),
        });
        texts.collect()
    }
}

/// Reads an HTML text.
///
/// # Errors
///
/// Returns the description of an element that is not closed, or whose end does not match.
pub(super) fn read(html: &str) -> Result<Vec<Node>, String> {
    let mut open: Vec<Element> = vec![Element::default()];
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        push_text(&mut open, &rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some((tag, after)) = tag(rest) else {
            push_text(&mut open, "<");
            rest = &rest[1..];
            continue;
        };
        rest = after;
        match tag {
            Tag::End(name) => close(&mut open, &name)?,
            Tag::Start { element, is_closed } => {
                let is_empty = is_closed || EMPTY.contains(&&*element.name);
                let mut element = element;
                if !is_empty && RAW.contains(&&*element.name) {
                    let end = format!("</{}>", element.name);
                    let (raw, after) = rest.split_once(&*end).unwrap_or((rest, ""));
                    element.children.push(Node::Text(unescape(raw)));
                    rest = after;
                    push(&mut open, Node::Element(element));
                } else if is_empty {
                    push(&mut open, Node::Element(element));
                } else {
                    open.push(element);
                }
            }
        }
    }
    push_text(&mut open, rest);
    match &mut *open {
        [whole] => Ok(std::mem::take(&mut whole.children)),
        [.., last] => {
            Err(format!("can't find end tag corresponding to start tag \"{}\"", last.name))
        }
        [] => Ok(Vec::new()),
    }
}

enum Tag {
    Start { element: Element, is_closed: bool },
    End(String),
}

/// Reads a tag at the start of a text. Returns it, and the text after it.
fn tag(text: &str) -> Option<(Tag, &str)> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let inside = text.strip_prefix('<')?;
    if let Some(inside) = inside.strip_prefix('/') {
        let (name, after) = inside.split_once('>')?;
        let name = name.trim().to_ascii_lowercase();
        return name.chars().all(is_name).then_some((Tag::End(name), after));
    }
    let end = inside.find(|c| !is_name(c)).unwrap_or(inside.len());
    if !inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut element = Element { name: inside[..end].to_ascii_lowercase(), ..Element::default() };
    let mut rest = inside[end..].trim_start();
    loop {
        if let Some(after) = rest.strip_prefix("/>") {
            return Some((Tag::Start { element, is_closed: true }, after));
        }
        if let Some(after) = rest.strip_prefix('>') {
            return Some((Tag::Start { element, is_closed: false }, after));
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/'))?;
        if end == 0 {
            return None;
        }
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let (read, after) = attribute(after.trim_start())?;
            (value, rest) = (unescape(read), after.trim_start());
        }
        element.attributes.insert(name, value);
    }
}

/// The value of an attribute, and the text after it.
fn attribute(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote {
        return text[1..].split_once(quote);
    }
    let end = text.find(|c: char| c.is_whitespace() || c == '>')?;
    Some(text.split_at(end))
}

fn push(open: &mut [Element], node: Node) {
    if let Some(last) = open.last_mut() {
        last.children.push(node);
    }
}

fn push_text(open: &mut [Element], text: &str) {
    if !text.is_empty() {
        push(open, Node::Text(unescape(text)));
    }
}

fn close(open: &mut Vec<Element>, name: &str) -> Result<(), String> {
    let is_open = open.len() > 1 && open.last().is_some_and(|last| last.name == name);
    if !is_open {
        return Err(format!("unexpected end tag \"{name}\""));
    }
    if let Some(last) = open.pop() {
        push(open, Node::Element(last));
    }
    Ok(())
}

/// The named character references.
const NAMED: [(&str, &str); 7] = [
    ("lt", "<"),
    ("gt", ">"),
    ("amp", "&"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", "\u{a0}"),
    ("hellip", "…"),
];

/// Replaces character references.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let known = rest.split_once(';').and_then(|(name, after)| Some((reference(name)?, after)));
        match known {
            Some((replaced, after)) => {
                plain.push_str(&replaced);
                rest = after;
            }
            None => plain.push('&'),
        }
    }
    plain + rest
}

fn reference(name: &str) -> Option<String> {
    if let Some(code) = name.strip_prefix('#') {
        let code = match code.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
            None => code.parse(),
        };
        return char::from_u32(code.ok()?).map(String::from);
    }
    let named = NAMED.iter().find(|(known, _)| *known == name);
    named.map(|(_, replaced)| (*replaced).to_owned())
}
