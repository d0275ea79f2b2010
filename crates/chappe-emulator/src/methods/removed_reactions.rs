//! Methods that remove the reactions of others.

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{Context, chat::group},
    world::{Talk, World, conversation_event},
};

/// The group where the bot removes reactions, and the user who reacted; `None` for a chat, which
/// has no reactions.
fn target(context: &Context<'_>) -> Result<(i64, Option<i64>), ApiError> {
    let id = group(context, "PEER_ID_INVALID")?;
    let Some(chat) = context.world.chats.get(&id) else { return Err(ApiError::chat_not_found()) };
    let user = context.params.number("user_id");
    if user.is_some_and(|user| context.world.user(user).is_none()) {
        return Err(ApiError::bad_request("user not found"));
    }
    if user.is_none() {
        let Some(actor) = context.params.number("actor_chat_id") else {
            return Err(ApiError::bad_request("sender_chat_id is empty"));
        };
        if !context.world.chats.contains_key(&actor) {
            return Err(ApiError::chat_not_found());
        }
    }
    if chat.is_channel() {
        return Err(ApiError::bad_request("PEER_ID_INVALID"));
    }
    if !chat.member(context.bot, context.world.clock.date()).has_right("can_delete_messages") {
        return Err(ApiError::bad_request("CHAT_ADMIN_REQUIRED"));
    }
    Ok((id, user))
}

pub(crate) fn of_message(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let id = context.params.number("message_id").unwrap_or_default();
    if context.world.message(talk, id).is_none() {
        return Err(ApiError::bad_request("message to delete reactions not found"));
    }
    if let (_, Some(user)) = target(context)? {
        remove(context.world, talk, id, user);
    }
    Ok(json!(true))
}

pub(crate) fn of_chat(context: &mut Context<'_>) -> ApiResult {
    let (chat, user) = target(context)?;
    let Some(user) = user else { return Ok(json!(true)) };
    let talk = Talk::Chat(chat);
    let all = context.world.reactions.iter();
    let with_user = all.filter(|((place, _), by)| *place == talk && by.contains_key(&user));
    for id in with_user.map(|((_, id), _)| *id).collect::<Vec<_>>() {
        remove(context.world, talk, id, user);
    }
    Ok(json!(true))
}

/// Removes a user's reactions to a message, and notifies the administrators.
fn remove(world: &mut World, talk: Talk, id: i64, user: i64) {
    let all = world.reactions.get_mut(&(talk, id));
    let Some(before) = all.and_then(|all| all.remove(&user)) else { return };
    if before.as_array().is_none_or(Vec::is_empty) {
        return;
    }
    let mut event = conversation_event(talk, "reaction", Value::Array(Vec::new()));
    event["message_id"] = json!(id);
    event["user_id"] = json!(user);
    world.emit("reaction", event);
    let update = json!({"message_reaction": {
        "chat": world.chat_json(talk), "message_id": id, "user": world.user(user),
        "date": world.clock.date(), "old_reaction": before, "new_reaction": [],
    }});
    for bot in world.administrators(talk.chat_id()) {
        world.push_update(bot, update.clone());
    }
}
