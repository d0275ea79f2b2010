//! Lists and tables in HTML.

use serde_json::{Value, json};

use super::{
    html::blocks,
    inline,
    tree::{Element, Node},
};

/// An `InputRichBlockList`.
pub(super) fn list(element: &Element) -> Value {
    let is_ordered = element.name == "ol";
    let mut number = element.number("start").unwrap_or(1);
    let items = element.elements().filter(|item| item.name == "li").map(|item| {
        let mut json = json!({});
        let mut inside = item.children.clone();
        if let Some(checkbox) = checkbox(&mut inside) {
            json["has_checkbox"] = json!(true);
            json["is_checked"] = json!(checkbox.has("checked"));
        }
        json["blocks"] = blocks(&inside).into();
        if is_ordered {
            number = item.number("value").unwrap_or(number);
            json["value"] = json!(number);
            json["type"] = json!(element.attribute("type").unwrap_or("1"));
            number += 1;
        }
        json
    });
    json!({"type": "list", "items": items.collect::<Vec<_>>()})
}

/// Takes the checkbox at the start of an item.
fn checkbox(inside: &mut Vec<Node>) -> Option<Element> {
    let is_blank = |node: &Node| matches!(node, Node::Text(text) if text.trim().is_empty());
    let at = inside.iter().position(|node| !is_blank(node))?;
    let Node::Element(element) = &inside[at] else { return None };
    if element.name != "input" || element.attribute("type") != Some("checkbox") {
        return None;
    }
    match inside.remove(at) {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    }
}

/// An `InputRichBlockTable`.
pub(super) fn table(element: &Element) -> Value {
    let sections = element.elements().flat_map(|child| match &*child.name {
        "thead" | "tbody" | "tfoot" => child.elements().collect::<Vec<_>>(),
        _ => vec![child],
    });
    let rows = sections.filter(|row| row.name == "tr").map(|row| {
        let cells = row.elements().filter(|cell| ["td", "th"].contains(&&*cell.name));
        Value::Array(cells.map(cell).collect())
    });
    let mut table = json!({"type": "table", "cells": rows.collect::<Vec<_>>()});
    for (attribute, name) in
        [("bordered", "is_bordered"), ("striped", "is_striped"), ("compact", "is_compact")]
    {
        if element.has(attribute) {
            table[name] = json!(true);
        }
    }
    if let Some(caption) = element.child("caption") {
        table["caption"] = inline::text(&caption.children);
    }
    table
}

fn cell(element: &Element) -> Value {
    let mut cell = json!({
        "align": element.attribute("align").unwrap_or("left"),
        "valign": element.attribute("valign").unwrap_or("top"),
    });
    let text = inline::text(&element.children);
    if text != "" {
        cell["text"] = text;
    }
    if element.name == "th" {
        cell["is_header"] = json!(true);
    }
    for name in ["colspan", "rowspan"] {
        if let Some(number) = element.number(name) {
            cell[name] = json!(number);
        }
    }
    cell
}
