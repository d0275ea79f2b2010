//! Methods that forward and copy messages.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        Context, content, poll,
        send::{begun, finish},
    },
    world::{Stored, Talk, end_live_location},
};

/// The most messages of one call.
const MOST: usize = 100;

/// The members of a message that are not its content.
const METADATA: [&str; 18] = [
    "message_id",
    "date",
    "chat",
    "from",
    "sender_chat",
    "via_bot",
    "reply_to_message",
    "external_reply",
    "quote",
    "reply_markup",
    "edit_date",
    "message_thread_id",
    "is_topic_message",
    "has_protected_content",
    "media_group_id",
    "business_connection_id",
    "sender_business_bot",
    "effect_id",
];

/// The members that are content of users and bots; a message without any of them is a
/// service message.
const CONTENT: [&str; 21] = [
    "text",
    "photo",
    "document",
    "video",
    "audio",
    "voice",
    "animation",
    "sticker",
    "video_note",
    "live_photo",
    "paid_media",
    "story",
    "location",
    "venue",
    "contact",
    "dice",
    "poll",
    "checklist",
    "game",
    "invoice",
    "rich_message",
];

/// Whether a message is content, and not a service message such as that of a pin.
pub(crate) fn is_content(message: &Value) -> bool {
    CONTENT.iter().any(|name| !message[name].is_null())
}

fn content_of(message: &Value) -> Map<String, Value> {
    let members = message.as_object().cloned().unwrap_or_default();
    let mut content: Map<String, Value> =
        members.into_iter().filter(|(name, _)| !METADATA.contains(&&**name)).collect();
    // A live location does not move elsewhere.
    if let Some(location) = content.get_mut("location") {
        end_live_location(location);
    }
    content
}

/// The message to forward or copy.
fn source(context: &Context<'_>, id: i64, what: &str) -> Result<Stored, ApiError> {
    let from = context.params.get("from_chat_id").unwrap_or(&Value::Null);
    let talk = context.world.talk(context.bot, from)?;
    let found = context.world.message(talk, id).cloned();
    found.ok_or_else(|| ApiError::bad_request(format!("message to {what} not found")))
}

fn forwarded(
    context: &mut Context<'_>,
    talk: Talk,
    source: &Value,
    group: Option<&str>,
) -> ApiResult {
    if source["has_protected_content"] == json!(true) || !is_content(source) {
        return Err(ApiError::bad_request("message can't be forwarded"));
    }
    let mut content = content_of(source);
    let date = source["date"].clone();
    let origin = if source["sender_chat"].is_object() {
        json!({
            "type": "channel", "date": date, "chat": source["sender_chat"],
            "message_id": source["message_id"],
        })
    } else {
        json!({"type": "user", "date": date, "sender_user": source["from"]})
    };
    content.entry("forward_origin").or_insert(origin);
    grouped(&mut content, group);
    let message = begun(context, talk, content)?;
    finish(context, talk, message)
}

fn grouped(content: &mut Map<String, Value>, group: Option<&str>) {
    if let Some(group) = group {
        content.insert("media_group_id".to_owned(), json!(group));
    }
}

pub(crate) fn forward(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let id = context.params.number("message_id").unwrap_or_default();
    let source = source(context, id, "forward")?;
    forwarded(context, talk, &source.json, None)
}

pub(crate) fn forward_many(context: &mut Context<'_>) -> ApiResult {
    many(context, "forward", forwarded)
}

fn copied(context: &mut Context<'_>, talk: Talk, source: &Value, group: Option<&str>) -> ApiResult {
    let is_copiable = is_content(source)
        && source["has_protected_content"] != json!(true)
        && ["invoice", "paid_media"].iter().all(|name| source[name].is_null());
    if !is_copiable {
        return Err(ApiError::bad_request("message can't be copied"));
    }
    let mut content = content_of(source);
    content.remove("forward_origin");
    let params = context.params;
    let caption = params.text("caption");
    if content::has_caption(source) && (caption.is_some() || params.flag("remove_caption")) {
        content.remove("caption");
        content.remove("caption_entities");
        content.remove("show_caption_above_media");
        let (mode, explicit) = (params.text("parse_mode"), params.get("caption_entities"));
        let is_above = params.flag("show_caption_above_media");
        content.extend(content::caption(caption, mode, explicit, is_above)?);
    }
    if let Some(asked) = content.get("poll") {
        let asked = poll::opened(context, asked.clone());
        content.insert("poll".to_owned(), asked);
    }
    grouped(&mut content, group);
    let message = begun(context, talk, content)?;
    finish(context, talk, message)
}

pub(crate) fn copy(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let id = context.params.number("message_id").unwrap_or_default();
    let source = source(context, id, "copy")?;
    let message = copied(context, talk, &source.json, None)?;
    Ok(json!({"message_id": message["message_id"]}))
}

pub(crate) fn copy_many(context: &mut Context<'_>) -> ApiResult {
    many(context, "copy", copied)
}

/// Applies a function to each of `message_ids` that exists. Albums stay albums.
fn many(
    context: &mut Context<'_>,
    what: &str,
    each: fn(&mut Context<'_>, Talk, &Value, Option<&str>) -> ApiResult,
) -> ApiResult {
    let talk = context.talk()?;
    let from = context.params.get("from_chat_id").unwrap_or(&Value::Null);
    context.world.talk(context.bot, from)?;
    let ids = identifiers(context)?;
    if !ids.is_sorted_by(|a, b| a < b) {
        let why = "message identifiers must be in a strictly increasing order";
        return Err(ApiError::bad_request(why));
    }
    let sources: Vec<Value> =
        ids.iter().filter_map(|id| Some(source(context, *id, what).ok()?.json)).collect();
    let groups = new_groups(context, &sources);
    let mut made = Vec::new();
    for source in &sources {
        let group = source["media_group_id"].as_str().and_then(|group| groups.get(group));
        if let Ok(message) = each(context, talk, source, group.map(String::as_str)) {
            made.push(json!({"message_id": message["message_id"]}));
        }
    }
    Ok(Value::Array(made))
}

/// The new ids of albums. A single message is not an album.
fn new_groups(context: &mut Context<'_>, sources: &[Value]) -> BTreeMap<String, String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for group in sources.iter().filter_map(|source| source["media_group_id"].as_str()) {
        *counts.entry(group).or_default() += 1;
    }
    let albums = counts.into_iter().filter(|(_, count)| *count > 1);
    albums.map(|(group, _)| (group.to_owned(), context.world.number("album").to_string())).collect()
}

/// The value of `message_ids`.
pub(crate) fn identifiers(context: &Context<'_>) -> Result<Vec<i64>, ApiError> {
    let ids = context.params.get("message_ids").and_then(Value::as_array);
    let ids: Vec<i64> = ids.into_iter().flatten().filter_map(Value::as_i64).collect();
    match ids.len() {
        0 => Err(ApiError::bad_request("message identifiers are not specified")),
        1..=MOST => Ok(ids),
        _ => Err(ApiError::bad_request("too many message identifiers specified")),
    }
}
