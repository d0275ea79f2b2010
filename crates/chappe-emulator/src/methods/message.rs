//! Methods about messages that are there.

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::Context,
    world::{Talk, of_talk},
};

pub(crate) fn delete(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let id = context.params.number("message_id").unwrap_or_default();
    if remove(context, talk, &[id]) == 0 {
        return Err(ApiError::bad_request("message to delete not found"));
    }
    Ok(json!(true))
}

pub(crate) fn delete_many(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let ids = context.params.get("message_ids").and_then(Value::as_array);
    let ids: Vec<i64> = ids.into_iter().flatten().filter_map(Value::as_i64).collect();
    remove(context, talk, &ids);
    Ok(json!(true))
}

/// Removes messages; how many there were.
fn remove(context: &mut Context<'_>, talk: Talk, ids: &[i64]) -> usize {
    let Some(messages) = context.world.talks.get_mut(&talk) else { return 0 };
    let gone: Vec<i64> = ids.iter().copied().filter(|id| messages.remove(id).is_some()).collect();
    if !gone.is_empty() {
        let event = of_talk(talk, "message_ids", json!(gone));
        context.world.tell("delete", event);
    }
    gone.len()
}

pub(crate) fn pin(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let id = context.params.number("message_id").unwrap_or_default();
    let Some(message) = context.world.message(talk, id) else {
        return Err(ApiError::bad_request("message to pin not found"));
    };
    let mut pinned = message.json.clone();
    pinned.as_object_mut().map(|pinned| pinned.remove("reply_to_message"));
    if let Talk::Chat(chat) = talk {
        if let Some(chat) = context.world.chats.get_mut(&chat) {
            chat.pinned.retain(|other| *other != id);
            chat.pinned.push(id);
        }
    }
    let from = context.bot_state().user.clone();
    let bot = context.bot;
    context.world.say(talk, json!({"from": from, "pinned_message": pinned}), None, Some(bot));
    Ok(json!(true))
}

pub(crate) fn unpin(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let id = context.params.number("message_id");
    if let Talk::Chat(chat) = talk {
        if let Some(chat) = context.world.chats.get_mut(&chat) {
            match id {
                Some(id) => chat.pinned.retain(|other| *other != id),
                None => drop(chat.pinned.pop()),
            }
        }
    }
    Ok(json!(true))
}

pub(crate) fn unpin_all(context: &mut Context<'_>) -> ApiResult {
    if let Talk::Chat(chat) = context.talk()? {
        if let Some(chat) = context.world.chats.get_mut(&chat) {
            chat.pinned.clear();
        }
    }
    Ok(json!(true))
}

pub(crate) fn react(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let id = context.params.number("message_id").unwrap_or_default();
    if context.world.message(talk, id).is_none() {
        return Err(ApiError::bad_request("message to react not found"));
    }
    let reaction = context.params.get("reaction").cloned().unwrap_or_else(|| json!([]));
    let mut event = of_talk(talk, "reaction", reaction);
    event["message_id"] = json!(id);
    context.world.tell("reaction", event);
    Ok(json!(true))
}
