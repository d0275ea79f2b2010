//! Rich messages of bots.

use serde_json::{Map, Value, json};

use crate::{
    error::ApiError,
    methods::{Context, media},
    rich,
};

/// The kinds of blocks with a file: the member with the media, and the kind of the file.
const MEDIA: [(&str, &str); 6] = [
    ("photo", "photo"),
    ("video", "video"),
    ("audio", "audio"),
    ("animation", "animation"),
    ("voice_note", "voice"),
    ("document", "document"),
];

/// The types of items of ordered lists.
const TYPES: [&str; 5] = ["1", "a", "A", "i", "I"];

/// The largest zoom and size of a map.
const MAX_ZOOM: i64 = 24;
const MAX_SIDES: i64 = 10_000;
const MAX_RATIO: i64 = 20;

/// The zoom and size of a map that is sent without.
const MAP: [(&str, i64); 3] = [("zoom", 15), ("width", 640), ("height", 360)];

/// The content of a message with the rich message of the parameters.
pub(super) fn content(context: &mut Context<'_>) -> Result<Map<String, Value>, ApiError> {
    let given = context.params.get("rich_message").cloned().unwrap_or_default();
    let mut blocks = source(&given)?;
    if given["skip_entity_detection"] != true {
        blocks.iter_mut().for_each(rich::detect);
    }
    let files = given["media"].as_array().cloned().unwrap_or_default();
    let completed = blocks.into_iter().map(|block| complete(context, block, &files));
    let blocks = Value::Array(completed.collect::<Result<_, _>>()?);
    rich::check(&blocks).map_err(ApiError::bad_request)?;
    let mut message = json!({"blocks": blocks});
    if given["is_rtl"] == true {
        message["is_rtl"] = json!(true);
    }
    Ok(Map::from_iter([("rich_message".to_owned(), message)]))
}

/// The `InputRichBlock`s of an `InputRichMessage`, which has exactly one source.
fn source(given: &Value) -> Result<Vec<Value>, ApiError> {
    let text = |name: &str| given[name].as_str().filter(|text| !text.trim().is_empty());
    let blocks = given["blocks"].as_array().filter(|blocks| !blocks.is_empty());
    let blocks = match (text("html"), text("markdown"), blocks) {
        (Some(html), None, None) => rich::html(html),
        (None, Some(markdown), None) => rich::html(&rich::to_html(markdown)),
        (None, None, Some(blocks)) => Ok(blocks.clone()),
        _ => return Err(ApiError::bad_request("rich message must be non-empty")),
    };
    let blocks =
        blocks.map_err(|why| ApiError::bad_request(format!("can't parse rich message: {why}")))?;
    if blocks.is_empty() {
        return Err(ApiError::bad_request("RICH_MESSAGE_EMPTY"));
    }
    Ok(blocks)
}

fn refused(why: &str) -> ApiError {
    ApiError::bad_request(why)
}

/// The `RichBlock` of an `InputRichBlock`.
fn complete(
    context: &mut Context<'_>,
    mut block: Value,
    files: &[Value],
) -> Result<Value, ApiError> {
    let kind = block["type"].as_str().unwrap_or_default().to_owned();
    match &*kind {
        "heading" if !(1..=6).contains(&block["size"].as_i64().unwrap_or_default()) => {
            return Err(refused("invalid section heading size specified"));
        }
        "thinking" if context.method.name != "sendRichMessageDraft" => {
            return Err(refused("block is not allowed"));
        }
        "list" => complete_list(context, &mut block, files)?,
        "table" => complete_table(&mut block)?,
        "map" => complete_map(&mut block)?,
        _ => {}
    }
    if let Some(nested) = block.get_mut("blocks").filter(|nested| nested.is_array()) {
        let nested = nested.take();
        block["blocks"] = complete_all(context, &nested, files)?;
    }
    if let Some((member, kind)) = MEDIA.iter().find(|(member, _)| *member == kind) {
        complete_media(context, &mut block, member, kind, files)?;
    }
    complete_users(context, &mut block);
    Ok(block)
}

fn complete_all(
    context: &mut Context<'_>,
    blocks: &Value,
    files: &[Value],
) -> Result<Value, ApiError> {
    let blocks = blocks.as_array().into_iter().flatten();
    let blocks = blocks.map(|block| complete(context, block.clone(), files));
    Ok(Value::Array(blocks.collect::<Result<_, _>>()?))
}

/// Completes the items of a list, with their labels.
fn complete_list(
    context: &mut Context<'_>,
    block: &mut Value,
    files: &[Value],
) -> Result<(), ApiError> {
    let items = block["items"].take();
    let items = items.as_array().filter(|items| !items.is_empty());
    let items = items.ok_or_else(|| refused("list must be non-empty"))?;
    let is_ordered = |item: &Value| !item["value"].is_null() || !item["type"].is_null();
    if items.iter().any(|item| is_ordered(item) != is_ordered(&items[0])) {
        return Err(refused("list must be either ordered or unordered"));
    }
    let mut completed = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let mut item = item.clone();
        if item["type"].as_str().is_some_and(|kind| !TYPES.contains(&kind)) {
            return Err(refused("invalid list item type specified"));
        }
        let nested = item["blocks"].take();
        item["blocks"] = complete_all(context, &nested, files)?;
        if item["blocks"] == json!([]) {
            return Err(refused("list item must be non-empty"));
        }
        let number = item["value"].as_i64().unwrap_or_else(|| i64::try_from(at + 1).unwrap_or(1));
        item["label"] = if is_ordered(&item) { json!(format!("{number}.")) } else { json!("•") };
        completed.push(item);
    }
    block["items"] = completed.into();
    Ok(())
}

fn complete_table(block: &mut Value) -> Result<(), ApiError> {
    let rows = block["cells"].as_array_mut().into_iter().flatten();
    for cell in rows.flat_map(|row| row.as_array_mut().into_iter().flatten()) {
        for (name, why) in [
            ("colspan", "invalid table cell colspan specified"),
            ("rowspan", "invalid table cell rowspan specified"),
        ] {
            if cell[name].as_i64().is_some_and(|span| span < 0) {
                return Err(refused(why));
            }
            if cell[name].is_null() {
                cell.as_object_mut().map(|cell| cell.remove(name));
            }
        }
        for (name, default) in [("align", "left"), ("valign", "top")] {
            if !cell[name].is_string() {
                cell[name] = json!(default);
            }
        }
    }
    Ok(())
}

fn complete_map(block: &mut Value) -> Result<(), ApiError> {
    let degrees = |name: &str| block["location"][name].as_f64();
    let is_place = degrees("latitude").is_some_and(|degrees| degrees.abs() <= 90.0)
        && degrees("longitude").is_some_and(|degrees| degrees.abs() <= 180.0);
    if !is_place {
        return Err(refused("invalid location specified"));
    }
    for (name, default) in MAP {
        if !block[name].is_i64() {
            block[name] = json!(default);
        }
    }
    let [zoom, width, height] =
        ["zoom", "width", "height"].map(|name| block[name].as_i64().unwrap_or_default());
    let is_map = (0..=MAX_ZOOM).contains(&zoom)
        && width >= 0
        && height >= 0
        && width.saturating_add(height) <= MAX_SIDES
        && width <= height.saturating_mul(MAX_RATIO)
        && height <= width.saturating_mul(MAX_RATIO);
    if is_map { Ok(()) } else { Err(refused("invalid map properties specified")) }
}

/// Replaces the `InputMedia` of a block by the file.
fn complete_media(
    context: &mut Context<'_>,
    block: &mut Value,
    member: &str,
    kind: &str,
    files: &[Value],
) -> Result<(), ApiError> {
    let mut given = block[member].take();
    // The text names a file that is listed beside it.
    let id = given["media"].as_str().and_then(|url| {
        let rest = url.strip_prefix("tg://")?;
        Some(rest.split_once("?id=")?.1.to_owned())
    });
    if let Some(id) = id {
        let listed = files.iter().find(|file| file["id"] == *id);
        let has_spoiler = given["has_spoiler"].take();
        given = match listed {
            Some(listed) => listed["media"].clone(),
            None => json!({"media": id}),
        };
        if has_spoiler == true {
            given["has_spoiler"] = json!(true);
        }
    }
    let hints = given.as_object().cloned().unwrap_or_default();
    let file = media::file(context, kind, given["media"].as_str().unwrap_or_default(), &hints)?;
    block[member] = media::media_of(kind, &file, &hints);
    if given["has_spoiler"] == true {
        block["has_spoiler"] = json!(true);
    }
    Ok(())
}

/// Completes the users of mentions.
fn complete_users(context: &Context<'_>, value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| complete_users(context, item)),
        Value::Object(members) => {
            if members.get("type").is_some_and(|kind| kind == "text_mention") {
                let id = members.get("user").and_then(|user| user["id"].as_i64());
                if let Some(user) = id.and_then(|id| context.world.user(id)) {
                    members.insert("user".to_owned(), user.clone());
                }
            }
            let texts = members.iter_mut().filter(|(name, _)| {
                ["text", "credit", "caption", "summary", "cells"].contains(&&***name)
            });
            texts.for_each(|(_, value)| complete_users(context, value));
        }
        _ => {}
    }
}
