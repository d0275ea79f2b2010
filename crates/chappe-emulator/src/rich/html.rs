//! Rich messages in HTML.

use serde_json::{Value, json};

use super::{
    inline, lists,
    tree::{Element, Node, read},
};

/// Elements that are blocks.
const BLOCKS: [&str; 27] = [
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "footer",
    "hr",
    "tg-math-block",
    "tg-thinking",
    "ul",
    "ol",
    "blockquote",
    "aside",
    "details",
    "table",
    "figure",
    "img",
    "video",
    "audio",
    "tg-collage",
    "tg-slideshow",
    "tg-map",
    "section",
];

/// The `InputRichBlock`s of an HTML text.
///
/// # Errors
///
/// Returns the description of an element that is not closed, or whose end does not match.
pub(crate) fn parse(html: &str) -> Result<Vec<Value>, String> {
    Ok(blocks(&read(html)?))
}

/// The blocks of nodes. Text between blocks is a paragraph.
pub(super) fn blocks(nodes: &[Node]) -> Vec<Value> {
    let mut blocks = Vec::new();
    let mut loose: Vec<&Node> = Vec::new();
    for node in nodes {
        match node {
            Node::Element(element) if BLOCKS.contains(&&*element.name) => {
                flush(&mut loose, &mut blocks);
                blocks.extend(block(element));
            }
            node => loose.push(node),
        }
    }
    flush(&mut loose, &mut blocks);
    blocks
}

/// Ends a paragraph of nodes that are in no block.
fn flush(loose: &mut Vec<&Node>, blocks: &mut Vec<Value>) {
    let text = inline::text(std::mem::take(loose));
    match &text {
        Value::String(empty) if empty.is_empty() => {}
        anchor if anchor["type"] == "anchor" => blocks.push(text),
        _ => blocks.push(json!({"type": "paragraph", "text": text})),
    }
}

/// The blocks of an element: one, or those inside of it.
fn block(element: &Element) -> Vec<Value> {
    let text = || inline::text(&element.children);
    let with_credit = |kind: &str| {
        let mut block = json!({"type": kind, "text": inline::text(without(element, "cite"))});
        insert_credit(&mut block, element);
        block
    };
    let one = match &*element.name {
        "div" | "section" => return blocks(&element.children),
        "p" => return paragraph(element),
        "hr" => json!({"type": "divider"}),
        "pre" => preformatted(element),
        "footer" => json!({"type": "footer", "text": text()}),
        "tg-thinking" => json!({"type": "thinking", "text": text()}),
        "tg-math-block" => {
            json!({"type": "mathematical_expression", "expression": element.text().trim()})
        }
        "ul" | "ol" => lists::list(element),
        "blockquote" if element.has("expandable") => with_credit("expandable_blockquote"),
        "blockquote" => {
            let inside: Vec<Node> = without(element, "cite").cloned().collect();
            let mut block = json!({"type": "blockquote", "blocks": blocks(&inside)});
            insert_credit(&mut block, element);
            block
        }
        "aside" => with_credit("pullquote"),
        "details" => {
            let inside: Vec<Node> = without(element, "summary").cloned().collect();
            let summary = element.child("summary").map(|summary| inline::text(&summary.children));
            json!({
                "type": "details", "summary": summary.unwrap_or_else(|| json!("")),
                "blocks": blocks(&inside), "is_open": element.has("open"),
            })
        }
        "table" => lists::table(element),
        "tg-collage" => gallery("collage", element),
        "tg-slideshow" => gallery("slideshow", element),
        "figure" => return figure(element),
        "img" | "video" | "audio" => media(element),
        "tg-map" => map(element),
        heading => {
            let size = heading.strip_prefix('h').and_then(|size| size.parse::<i64>().ok());
            json!({"type": "heading", "text": text(), "size": size.unwrap_or(1)})
        }
    };
    vec![one]
}

/// The children of an element, but those with a name.
fn without<'a>(element: &'a Element, name: &'a str) -> impl Iterator<Item = &'a Node> {
    let is_it = move |node: &&Node| matches!(node, Node::Element(element) if element.name == name);
    element.children.iter().filter(move |node| !is_it(node))
}

fn insert_credit(block: &mut Value, element: &Element) {
    if let Some(credit) = element.child("cite") {
        block["credit"] = inline::text(&credit.children);
    }
}

/// A paragraph may contain pictures, which are blocks.
fn paragraph(element: &Element) -> Vec<Value> {
    let is_block = |element: &Element| BLOCKS.contains(&&*element.name);
    if element.elements().any(is_block) {
        return blocks(&element.children);
    }
    match inline::text(&element.children) {
        Value::String(empty) if empty.is_empty() => Vec::new(),
        text => vec![json!({"type": "paragraph", "text": text})],
    }
}

fn preformatted(element: &Element) -> Value {
    let code = element.child("code").filter(|_| element.children.len() == 1);
    let class = code.and_then(|code| code.attribute("class")).unwrap_or_default();
    let language = class.split_whitespace().find_map(|class| class.strip_prefix("language-"));
    let text = inline::verbatim(&code.unwrap_or(element).children);
    let mut block = json!({"type": "pre", "text": text});
    if let Some(language) = language {
        block["language"] = json!(language);
    }
    block
}

/// A picture, a video or a sound, as an `InputRichBlock`.
fn media(element: &Element) -> Value {
    let source = element.attribute("src").unwrap_or_default();
    let kind = match &*element.name {
        "audio" => "audio",
        "video" if element.has("loop") => "animation",
        "video" => "video",
        _ => "photo",
    };
    let mut media = json!({"type": kind, "media": source});
    if element.has("tg-spoiler") {
        media["has_spoiler"] = json!(true);
    }
    json!({"type": kind, kind: media})
}

/// Blocks with a caption.
fn figure(element: &Element) -> Vec<Value> {
    let inside: Vec<Node> = without(element, "figcaption").cloned().collect();
    let mut blocks = blocks(&inside);
    if let (Some(block), Some(caption)) = (blocks.first_mut(), element.child("figcaption")) {
        block["caption"] = json!({"text": inline::text(without(caption, "cite"))});
        insert_credit(&mut block["caption"], caption);
    }
    blocks
}

fn gallery(kind: &str, element: &Element) -> Value {
    let inside: Vec<Node> = without(element, "figcaption").cloned().collect();
    let mut block = json!({"type": kind, "blocks": blocks(&inside)});
    if let Some(caption) = element.child("figcaption") {
        block["caption"] = json!({"text": inline::text(without(caption, "cite"))});
        insert_credit(&mut block["caption"], caption);
    }
    block
}

fn map(element: &Element) -> Value {
    let degrees = |name: &str| element.attribute(name).and_then(|text| text.parse::<f64>().ok());
    let mut block = json!({
        "type": "map", "location": {"latitude": degrees("lat"), "longitude": degrees("long")},
    });
    for name in ["zoom", "width", "height"] {
        if let Some(number) = element.number(name) {
            block[name] = json!(number);
        }
    }
    block
}
