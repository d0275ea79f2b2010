//! Methods about chats and their members.

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{Context, send::announce},
    world::{Chat, Talk, chat_member},
};

pub(crate) fn get(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let mut chat = context.world.chat_json(talk);
    chat["accent_color_id"] = json!(0);
    chat["max_reaction_count"] = json!(11);
    chat["accepted_gift_types"] = json!({
        "unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false,
        "premium_subscription": false, "gifts_from_channels": false,
    });
    if let Talk::Chat(id) = talk {
        let full = context.world.chats.get(&id).map(|state| &state.full);
        for (name, value) in full.into_iter().flatten() {
            chat[name] = value.clone();
        }
    }
    let pinned = context.world.pinned.get(&talk).into_iter().flatten().rev();
    let mut pinned = pinned.filter_map(|id| context.world.message(talk, *id));
    if let Some(pinned) = pinned.next() {
        chat["pinned_message"] = pinned.json.clone();
    }
    Ok(chat)
}

/// The group or channel in `chat_id`.
fn group(context: &Context<'_>, otherwise: &str) -> Result<i64, ApiError> {
    match context.talk()? {
        Talk::Chat(id) => Ok(id),
        Talk::Private { .. } => Err(ApiError::bad_request(otherwise)),
    }
}

pub(crate) fn member(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let id = context.params.number("user_id").unwrap_or_default();
    let user = context.world.user(id).cloned();
    let user = user.ok_or_else(|| ApiError::bad_request("PARTICIPANT_ID_INVALID"))?;
    let status = match talk {
        Talk::Private { .. } => "member".to_owned(),
        Talk::Chat(chat) => {
            let chat = context.world.chats.get(&chat);
            chat.and_then(|chat| chat.members.get(&id).cloned())
                .unwrap_or_else(|| "left".to_owned())
        }
    };
    Ok(chat_member(&user, &status))
}

pub(crate) fn administrators(context: &mut Context<'_>) -> ApiResult {
    let id = group(context, "there are no administrators in the private chat")?;
    let Some(chat) = context.world.chats.get(&id) else { return Err(ApiError::chat_not_found()) };
    let admins = chat
        .members
        .iter()
        .filter(|(_, status)| ["creator", "administrator"].contains(&&***status));
    let members = admins
        .filter_map(|(id, status)| context.world.user(*id).map(|user| chat_member(user, status)));
    Ok(Value::Array(members.collect()))
}

pub(crate) fn count(context: &mut Context<'_>) -> ApiResult {
    Ok(json!(match context.talk()? {
        Talk::Private { .. } => 2,
        Talk::Chat(id) =>
            context.world.chats.get(&id).map_or(0, |chat| {
                chat.members.keys().filter(|member| chat.has(**member)).count()
            }),
    }))
}

/// Checks that the bot has the rights of an administrator.
fn may(context: &Context<'_>, chat: &Chat, what: &str) -> Result<(), ApiError> {
    match chat.members.get(&context.bot).map(|status| &**status) {
        Some("administrator" | "creator") => Ok(()),
        _ => Err(ApiError::bad_request(format!("not enough rights to {what}"))),
    }
}

/// Sets the status of a member of `chat_id`.
fn put(context: &mut Context<'_>, status: &str, what: &str) -> ApiResult {
    let id = group(context, "can't restrict members of a private chat")?;
    let user = context.params.number("user_id").unwrap_or_default();
    let Some(chat) = context.world.chats.get(&id) else { return Err(ApiError::chat_not_found()) };
    may(context, chat, what)?;
    if context.world.user(user).is_none() {
        return Err(ApiError::bad_request("PARTICIPANT_ID_INVALID"));
    }
    if user == context.bot {
        return Err(ApiError::bad_request("can't restrict self"));
    }
    if chat.members.get(&user).is_some_and(|status| status == "creator") {
        return Err(ApiError::bad_request("can't remove chat owner"));
    }
    if status != "administrator" && status != "member" && chat.is_administrator(user) {
        return Err(ApiError::bad_request("user is an administrator of the chat"));
    }
    let bot = context.bot_state().user.clone();
    context.world.set_member(id, user, status, &bot);
    Ok(json!(true))
}

pub(crate) fn ban(context: &mut Context<'_>) -> ApiResult {
    put(context, "kicked", "restrict/unrestrict chat member")
}

pub(crate) fn unban(context: &mut Context<'_>) -> ApiResult {
    if context.params.flag("only_if_banned") {
        let id = group(context, "can't restrict members of a private chat")?;
        let user = context.params.number("user_id").unwrap_or_default();
        let chat = context.world.chats.get(&id);
        let status = chat.and_then(|chat| chat.members.get(&user));
        if status.is_none_or(|status| status != "kicked") {
            return Ok(json!(true));
        }
    }
    put(context, "left", "restrict/unrestrict chat member")
}

pub(crate) fn restrict(context: &mut Context<'_>) -> ApiResult {
    let id = group(context, "can't restrict members of a private chat")?;
    if context.world.chats.get(&id).is_some_and(|chat| chat.kind() == "group") {
        return Err(ApiError::bad_request("method is available only for supergroups"));
    }
    put(context, "restricted", "restrict/unrestrict chat member")
}

pub(crate) fn promote(context: &mut Context<'_>) -> ApiResult {
    let is_any = context
        .params
        .values
        .iter()
        .any(|(name, value)| name.starts_with("can_") && *value == json!(true));
    put(context, if is_any { "administrator" } else { "member" }, "promote members")
}

pub(crate) fn leave(context: &mut Context<'_>) -> ApiResult {
    let id = group(context, "chat member status can't be changed in private chats")?;
    let (bot, user) = (context.bot, context.bot_state().user.clone());
    context.world.set_member(id, bot, "left", &user);
    Ok(json!(true))
}

pub(crate) fn set_title(context: &mut Context<'_>) -> ApiResult {
    let id = group(context, "can't change title of a private chat")?;
    let title = context.params.text("title").unwrap_or_default().to_owned();
    let Some(chat) = context.world.chats.get(&id) else { return Err(ApiError::chat_not_found()) };
    may(context, chat, "change chat title")?;
    if let Some(chat) = context.world.chats.get_mut(&id) {
        chat.json["title"] = json!(title);
    }
    announce(context, Talk::Chat(id), "new_chat_title", json!(title));
    Ok(json!(true))
}

pub(crate) fn set_description(context: &mut Context<'_>) -> ApiResult {
    let id = group(context, "can't change description of a private chat")?;
    let description = context.params.text("description").unwrap_or_default().to_owned();
    let Some(chat) = context.world.chats.get(&id) else { return Err(ApiError::chat_not_found()) };
    may(context, chat, "set chat description")?;
    if let Some(chat) = context.world.chats.get_mut(&id) {
        chat.full.insert("description".to_owned(), json!(description));
    }
    Ok(json!(true))
}
