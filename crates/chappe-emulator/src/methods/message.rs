//! Methods about existing messages.

use serde_json::json;

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        Context,
        forward::identifiers,
        rights::{may_delete_all, require_pin},
        send::announce,
    },
    world::{Talk, conversation_event},
};

/// How long messages can be deleted, in seconds.
const TWO_DAYS: i64 = 172_800;

pub(crate) fn delete(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let id = context.params.number("message_id").unwrap_or_default();
    if context.world.message(talk, id).is_none() {
        return Err(ApiError::bad_request("message to delete not found"));
    }
    may_delete(context, talk, id)?;
    remove(context, talk, &[id]);
    Ok(json!(true))
}

pub(crate) fn delete_many(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let ids = identifiers(context)?;
    for id in &ids {
        may_delete(context, talk, *id)?;
    }
    remove(context, talk, &ids);
    Ok(json!(true))
}

/// Checks that the bot may delete a message: any as an administrator with the right to
/// delete messages, otherwise its own and those of a private chat, for two days.
fn may_delete(context: &Context<'_>, talk: Talk, id: i64) -> Result<(), ApiError> {
    let Some(message) = context.world.message(talk, id) else { return Ok(()) };
    let may_delete_all = may_delete_all(context, talk);
    let is_mine = matches!(talk, Talk::Private { .. }) || message.by == Some(context.bot);
    let age = context.world.clock.date() - message.json["date"].as_i64().unwrap_or_default();
    if may_delete_all {
        Ok(())
    } else if !is_mine {
        Err(ApiError::bad_request("message can't be deleted"))
    } else if age > TWO_DAYS {
        Err(ApiError::bad_request("message can't be deleted for everyone"))
    } else {
        Ok(())
    }
}

/// Removes messages.
pub(super) fn remove(context: &mut Context<'_>, talk: Talk, ids: &[i64]) {
    let gone = context.world.remove_messages(talk, ids);
    if !gone.is_empty() {
        let event = conversation_event(talk, "message_ids", json!(gone));
        context.world.emit("delete", event);
    }
}

pub(crate) fn pin(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    require_pin(context, talk)?;
    let id = context.params.number("message_id").unwrap_or_default();
    let Some(message) = context.world.message(talk, id) else {
        return Err(ApiError::bad_request("message to pin not found"));
    };
    let mut pinned = message.json.clone();
    pinned.as_object_mut().map(|pinned| pinned.remove("reply_to_message"));
    let all = context.world.pinned.entry(talk).or_default();
    all.retain(|other| *other != id);
    all.push(id);
    announce(context, talk, "pinned_message", pinned);
    Ok(json!(true))
}

pub(crate) fn unpin(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    require_pin(context, talk)?;
    let id = context.params.number("message_id");
    if id.is_some_and(|id| context.world.message(talk, id).is_none()) {
        return Err(ApiError::bad_request("message to unpin not found"));
    }
    let world = &mut *context.world;
    let messages = world.talks.get(&talk);
    let is_there = |id: &i64| messages.is_some_and(|messages| messages.contains_key(id));
    let all = world.pinned.entry(talk).or_default();
    all.retain(is_there);
    let Some(id) = id.or_else(|| all.last().copied()) else {
        return Err(ApiError::bad_request("message to unpin not found"));
    };
    all.retain(|other| *other != id);
    let event = conversation_event(talk, "message_ids", json!([id]));
    world.emit("unpin", event);
    Ok(json!(true))
}

pub(crate) fn unpin_all(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    require_pin(context, talk)?;
    if let Some(ids) = context.world.pinned.remove(&talk) {
        let event = conversation_event(talk, "message_ids", json!(ids));
        context.world.emit("unpin", event);
    }
    Ok(json!(true))
}
