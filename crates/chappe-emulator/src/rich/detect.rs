//! Entities that Telegram detects in rich texts.

use serde_json::{Value, json};

use crate::entities;

/// The kinds of entities, with the member of the `RichText` that has their value.
const KINDS: [(&str, &str, &str); 7] = [
    ("url", "url", "url"),
    ("email", "email_address", "email_address"),
    ("phone_number", "phone_number", "phone_number"),
    ("mention", "mention", "username"),
    ("hashtag", "hashtag", "hashtag"),
    ("cashtag", "cashtag", "cashtag"),
    ("bot_command", "bot_command", "bot_command"),
];

/// Types of texts in which nothing is detected.
const OPAQUE: [&str; 16] = [
    "code",
    "pre",
    "url",
    "email_address",
    "phone_number",
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "text_mention",
    "anchor",
    "anchor_link",
    "custom_emoji",
    "mathematical_expression",
    "button",
    "buttons",
];

/// The members that have texts and blocks.
const TEXTS: [&str; 7] = ["text", "credit", "caption", "summary", "blocks", "items", "cells"];

/// Replaces plain texts in blocks by texts with the entities that are detected.
pub(crate) fn detect(value: &mut Value) {
    match value {
        Value::String(text) => *value = detected(text),
        Value::Array(items) => items.iter_mut().for_each(detect),
        Value::Object(members) => {
            let kind = members.get("type").and_then(Value::as_str);
            if kind.is_some_and(|kind| OPAQUE.contains(&kind)) {
                return;
            }
            let texts = members.iter_mut().filter(|(name, _)| TEXTS.contains(&&***name));
            texts.for_each(|(_, value)| detect(value));
        }
        _ => {}
    }
}

/// A text as pieces.
fn detected(text: &str) -> Value {
    let units: Vec<u16> = text.encode_utf16().collect();
    let part =
        |from: usize, to: usize| String::from_utf16_lossy(units.get(from..to).unwrap_or_default());
    let mut pieces = Vec::new();
    let mut end = 0;
    for entity in entities::detect(text) {
        let number = |name: &str| {
            entity[name].as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or(0)
        };
        let (from, to) = (number("offset"), number("offset") + number("length"));
        let known = KINDS.iter().find(|(kind, _, _)| entity["type"] == *kind);
        let Some((_, kind, member)) = known else { continue };
        if from > end {
            pieces.push(json!(part(end, from)));
        }
        let shown = part(from, to);
        let value = if *kind == "mention" { shown.trim_start_matches('@') } else { &*shown };
        pieces.push(json!({"type": kind, "text": shown, *member: value}));
        end = to;
    }
    if pieces.is_empty() {
        return json!(text);
    }
    if end < units.len() {
        pieces.push(json!(part(end, units.len())));
    }
    if pieces.len() == 1 { pieces.remove(0) } else { pieces.into() }
}
