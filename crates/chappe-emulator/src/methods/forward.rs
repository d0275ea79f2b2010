//! Methods that forward and copy messages.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        Context, content, poll,
        send::{begun, finish},
    },
    world::{Access, Stored, Talk, World, content_of, is_content},
};

/// The most messages of one call.
const MOST: usize = 100;

/// The message to forward or copy.
fn source(context: &Context<'_>, id: i64, what: &str) -> Result<Stored, ApiError> {
    let from = context.params.get("from_chat_id").unwrap_or(&Value::Null);
    let talk = context.world.accessible(context.bot, from, Access::Read)?;
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
    let origin = context.world.origin(source);
    content.insert("forward_origin".to_owned(), origin);
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
    context.world.accessible(context.bot, from, Access::Read)?;
    let ids = identifiers(context)?;
    if !ids.is_sorted_by(|a, b| a < b) {
        let why = "message identifiers must be in a strictly increasing order";
        return Err(ApiError::bad_request(why));
    }
    let sources: Vec<Value> =
        ids.iter().filter_map(|id| Some(source(context, *id, what).ok()?.json)).collect();
    let groups = new_groups(context.world, &sources);
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
pub(crate) fn new_groups(world: &mut World, sources: &[Value]) -> BTreeMap<String, String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for group in sources.iter().filter_map(|source| source["media_group_id"].as_str()) {
        *counts.entry(group).or_default() += 1;
    }
    let albums = counts.into_iter().filter(|(_, count)| *count > 1);
    albums.map(|(group, _)| (group.to_owned(), world.number("album").to_string())).collect()
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
