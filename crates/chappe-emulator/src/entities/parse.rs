//! By the parse mode.

use serde_json::Value;

use crate::entities::{build::Builder, html, markdown};

/// Text and entities of a text that is marked up in some way.
///
/// # Errors
///
/// What Telegram says against it, after `Bad Request: `.
pub(crate) fn parse(text: &str, mode: Option<&str>) -> Result<(String, Vec<Value>), String> {
    match mode.map(str::to_lowercase).as_deref() {
        None | Some("" | "none") => {
            let mut built = Builder::default();
            built.extend(text);
            Ok(built.finish())
        }
        Some("html") => html::parse(text),
        Some("markdownv2") => markdown::parse_v2(text),
        Some("markdown") => markdown::parse_v1(text),
        Some(_) => Err("unsupported parse_mode".to_owned()),
    }
}

/// Given entities, and those that were found where they do not stand in code or
/// links; in order.
pub(crate) fn merge(given: Vec<Value>, found: Vec<Value>) -> Vec<Value> {
    let range = |entity: &Value| {
        let number = |name: &str| entity[name].as_u64().unwrap_or_default();
        number("offset")..number("offset") + number("length")
    };
    let is_closed = |entity: &&Value| {
        let kind = entity["type"].as_str().unwrap_or_default();
        ["code", "pre", "text_link", "text_mention"].contains(&kind)
    };
    let overlaps = |entity: &Value| {
        let found = range(entity);
        let closed = given.iter().filter(is_closed).map(range);
        given.contains(entity)
            || closed.into_iter().any(|closed| closed.start < found.end && found.start < closed.end)
    };
    let free: Vec<Value> = found.into_iter().filter(|entity| !overlaps(entity)).collect();
    let mut merged = given;
    merged.extend(free);
    merged.sort_by_key(|entity| (range(entity).start, u64::MAX - range(entity).end));
    merged
}
