//! Albums.

use serde_json::{Map, Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        Context, content, media,
        send::{begun, finish},
    },
};

/// The most messages of an album.
const MOST: usize = 10;

/// Sends an album.
pub(crate) fn album(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let items = context.params.get("media").and_then(Value::as_array).cloned().unwrap_or_default();
    check(&items)?;
    let mut contents = Vec::new();
    for item in &items {
        contents.push(input_media(context, item)?);
    }
    // One item is no album.
    let group = (contents.len() > 1).then(|| context.world.number("album").to_string());
    let mut messages = Vec::new();
    for mut content in contents {
        if let Some(group) = &group {
            content.insert("media_group_id".to_owned(), json!(group));
        }
        messages.push(begun(context, talk, content)?);
    }
    let mut sent = Vec::new();
    for message in messages {
        sent.push(finish(context, talk, message)?);
    }
    Ok(Value::Array(sent))
}

/// Checks what goes together, and how much of it.
pub(crate) fn check(items: &[Value]) -> Result<(), ApiError> {
    match items.len() {
        0 => return Err(ApiError::bad_request("there are no messages to send")),
        1..=MOST => {}
        _ => return Err(ApiError::bad_request("too many messages to send as an album")),
    }
    let kinds = || items.iter().map(|item| item["type"].as_str().unwrap_or_default());
    if let Some(other) = kinds().find(|kind| !fits_albums(kind)) {
        let why =
            format!("can't parse InputMedia: type \"{other}\" can't be used in sendMediaGroup");
        return Err(ApiError::bad_request(why));
    }
    let alone = kinds().find(|kind| ["document", "audio"].contains(kind));
    match alone {
        Some(alone) if kinds().any(|kind| kind != alone) => {
            Err(ApiError::bad_request(format!("{alone} can't be mixed with other media types")))
        }
        _ => Ok(()),
    }
}

fn fits_albums(kind: &str) -> bool {
    ["photo", "video", "document", "audio", "live_photo"].contains(&kind)
}

/// Whether an item of an album may become one of another kind.
pub(crate) fn may_replace(before: &str, after: &str) -> bool {
    let is_seen = |kind: &str| ["photo", "video", "live_photo"].contains(&kind);
    before == after || (is_seen(before) && is_seen(after))
}

/// An `InputMedia` as the content of a message.
pub(crate) fn input_media(
    context: &mut Context<'_>,
    item: &Value,
) -> Result<Map<String, Value>, ApiError> {
    let kind = item["type"].as_str().unwrap_or_default().to_owned();
    let hints = item.as_object().cloned().unwrap_or_default();
    let file = item["media"].as_str().unwrap_or_default();
    let file = media::file(context, &kind, file, &hints)?;
    let kind = media::sent_kind(&kind, &file);
    let mut content = content::caption(
        item["caption"].as_str(),
        item["parse_mode"].as_str(),
        item.get("caption_entities"),
        item["show_caption_above_media"] == json!(true),
    )?;
    media::insert(&mut content, kind, &file, &hints);
    if item["has_spoiler"] == json!(true) {
        content.insert("has_media_spoiler".to_owned(), json!(true));
    }
    Ok(content)
}
