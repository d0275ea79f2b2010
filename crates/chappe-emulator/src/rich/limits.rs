//! Limits of rich messages.

use serde_json::Value;

/// What is limited: the most of it, and Telegram's error.
const LIMITS: [(Measure, usize, &str); 5] = [
    (characters, 32_768, "RICH_MESSAGE_TOO_LONG"),
    (blocks, 500, "RICH_MESSAGE_BLOCKS_TOO_MANY"),
    (depth, 16, "RICH_MESSAGE_TOO_DEEP"),
    (media, 50, "RICH_MESSAGE_MEDIA_TOO_MANY"),
    (columns, 20, "RICH_MESSAGE_TABLE_COLUMNS_TOO_MANY"),
];

type Measure = fn(&Value) -> usize;

/// The members with texts that users read, beside nested ones.
const TEXTS: [&str; 8] =
    ["text", "credit", "caption", "summary", "expression", "alternative_text", "blocks", "items"];

/// The members with blocks.
const NESTED: [&str; 3] = ["blocks", "items", "cells"];

/// The types of blocks that are media.
const MEDIA: [&str; 6] = ["photo", "video", "audio", "animation", "voice_note", "document"];

/// Checks that the blocks of a rich message are within Telegram's limits.
pub(crate) fn check(blocks: &Value) -> Result<(), &'static str> {
    let exceeded = LIMITS.iter().find(|(measure, most, _)| measure(blocks) > *most);
    exceeded.map_or(Ok(()), |(_, _, why)| Err(why))
}

/// The number of characters of all texts.
fn characters(value: &Value) -> usize {
    match value {
        Value::String(text) => text.chars().count(),
        Value::Array(items) => items.iter().map(characters).sum(),
        Value::Object(_) => {
            let texts = TEXTS.iter().map(|name| characters(&value[*name]));
            texts.sum::<usize>() + characters(&value["cells"]) + characters(&value["buttons"])
        }
        _ => 0,
    }
}

/// The number of blocks, items of lists, and rows of tables.
fn blocks(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(|item| 1 + inside(item, blocks)).sum(),
        _ => 0,
    }
}

/// The sum of a measure of nested blocks. The cells of a row are no blocks.
fn inside(block: &Value, measure: Measure) -> usize {
    let nested = NESTED.iter().filter(|name| block[**name].is_array());
    nested.map(|name| measure(&block[*name])).sum()
}

/// The number of levels of blocks and formatted texts.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => {
            let nested = members
                .iter()
                .filter(|(name, _)| TEXTS.contains(&&***name) || NESTED.contains(&&***name));
            1 + nested.map(|(_, value)| depth(value)).max().unwrap_or(0)
        }
        _ => 0,
    }
}

/// The number of files.
fn media(value: &Value) -> usize {
    let items = value.as_array().into_iter().flatten();
    let count = |block: &Value| {
        let is_media = block["type"].as_str().is_some_and(|kind| MEDIA.contains(&kind));
        usize::from(is_media) + inside(block, media)
    };
    items.map(count).sum()
}

/// The number of columns of the widest table.
fn columns(value: &Value) -> usize {
    let of_row = |row: &Value| {
        let cells = row.as_array().into_iter().flatten();
        let spans = cells.map(|cell| cell["colspan"].as_u64().unwrap_or(1).max(1));
        usize::try_from(spans.sum::<u64>()).unwrap_or(usize::MAX)
    };
    let of_block = |block: &Value| {
        let rows = block["cells"].as_array().into_iter().flatten().map(of_row).max();
        let nested = ["blocks", "items"].iter().map(|name| columns(&block[*name])).max();
        rows.unwrap_or(0).max(nested.unwrap_or(0))
    };
    value.as_array().into_iter().flatten().map(of_block).max().unwrap_or(0)
}
