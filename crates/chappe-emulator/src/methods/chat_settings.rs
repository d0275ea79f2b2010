//! Methods that change a chat: title, description, photo, permissions, sticker set.

use serde_json::{Map, Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        Context, chat::group, permissions::permissions, rights::require, send::announce,
        sticker_sets,
    },
    params::Params,
    world::{Talk, description, title},
};

/// The chat that the bot may change, as an administrator with a right.
fn changeable(
    context: &Context<'_>,
    private: &str,
    (right, what): (&str, &str),
) -> Result<i64, ApiError> {
    let id = group(context, private)?;
    let Some(chat) = context.world.chats.get(&id) else { return Err(ApiError::chat_not_found()) };
    require(context, chat, right, what)?;
    Ok(id)
}

pub(crate) fn set_title(context: &mut Context<'_>) -> ApiResult {
    context.talk()?;
    let title = title(context.params.text("title").unwrap_or_default());
    if title.is_empty() {
        return Err(ApiError::bad_request("title must be non-empty"));
    }
    let right = ("can_change_info", "change chat title");
    let id = changeable(context, "can't change private chat title", right)?;
    if context.world.chats.get(&id).is_some_and(|chat| chat.json["title"] == *title) {
        return Ok(json!(true));
    }
    context.world.set_title(id, &title);
    announce(context, Talk::Chat(id), "new_chat_title", json!(title));
    Ok(json!(true))
}

pub(crate) fn set_description(context: &mut Context<'_>) -> ApiResult {
    let right = ("can_change_info", "set chat description");
    let id = changeable(context, "can't change private chat description", right)?;
    let description = description(context.params.text("description").unwrap_or_default());
    if context.world.set_description(id, &description) {
        return Ok(json!(true));
    }
    Err(ApiError::bad_request("chat description is not modified"))
}

/// What requires the right to change a photo.
const PHOTO: (&str, &str) = ("can_change_info", "change chat photo");

pub(crate) fn set_photo(context: &mut Context<'_>) -> ApiResult {
    let given = context.params.text("photo").and_then(|photo| context.params.attached(photo));
    let Some(file) = given.cloned() else {
        return Err(ApiError::bad_request("photo must be uploaded as an InputFile"));
    };
    let id = changeable(context, "can't change private chat photo", PHOTO)?;
    if file.content.is_empty() {
        return Err(ApiError::bad_request("file must be non-empty"));
    }
    let Some(sizes) = context.world.set_photo(id, &file.name, &file.content) else {
        return Err(ApiError::bad_request("IMAGE_PROCESS_FAILED"));
    };
    announce(context, Talk::Chat(id), "new_chat_photo", sizes);
    Ok(json!(true))
}

pub(crate) fn delete_photo(context: &mut Context<'_>) -> ApiResult {
    let id = changeable(context, "can't change private chat photo", PHOTO)?;
    if !context.world.delete_photo(id) {
        return Err(ApiError::bad_request("CHAT_NOT_MODIFIED"));
    }
    announce(context, Talk::Chat(id), "delete_chat_photo", json!(true));
    Ok(json!(true))
}

pub(crate) fn set_permissions(context: &mut Context<'_>) -> ApiResult {
    let private = "can't change private chat permissions";
    let id = group(context, private)?;
    if context.world.chats.get(&id).is_some_and(crate::world::Chat::is_channel) {
        return Err(ApiError::bad_request("can't change channel chat permissions"));
    }
    changeable(context, private, ("can_restrict_members", "change chat permissions"))?;
    let given = context.params.get("permissions").cloned().unwrap_or_default();
    let is_independent = context.params.flag("use_independent_chat_permissions");
    let permissions = permissions(&given, is_independent).into_iter().map(str::to_owned).collect();
    if let Some(chat) = context.world.chats.get_mut(&id) {
        chat.permissions = permissions;
    }
    context.world.chat_changed(id);
    Ok(json!(true))
}

/// The supergroup whose sticker set the bot sets.
fn supergroup(context: &Context<'_>) -> Result<i64, ApiError> {
    let otherwise = "method is available only for supergroups";
    let id = group(context, otherwise)?;
    match context.world.chats.get(&id) {
        Some(chat) if chat.kind() == "supergroup" => Ok(id),
        _ => Err(ApiError::bad_request(otherwise)),
    }
}

/// Checks that the bot may change the sticker set.
fn require_stickers(context: &Context<'_>) -> Result<i64, ApiError> {
    let right = ("can_change_info", "change supergroup sticker set");
    changeable(context, "method is available only for supergroups", right)
}

pub(crate) fn set_sticker_set(context: &mut Context<'_>) -> ApiResult {
    supergroup(context)?;
    let name = context.params.text("sticker_set_name").unwrap_or_default().to_owned();
    let values = Map::from_iter([("name".to_owned(), json!(name))]);
    let params = Params { values, ..Params::default() };
    let mut wanted = Context {
        world: &mut *context.world,
        bot: context.bot,
        method: context.method,
        params: &params,
    };
    let set: Value = sticker_sets::get(&mut wanted)?;
    let id = require_stickers(context)?;
    if let Some(chat) = context.world.chats.get_mut(&id) {
        chat.full.insert("sticker_set_name".to_owned(), set["name"].clone());
    }
    context.world.chat_changed(id);
    Ok(json!(true))
}

pub(crate) fn delete_sticker_set(context: &mut Context<'_>) -> ApiResult {
    supergroup(context)?;
    let id = require_stickers(context)?;
    if let Some(chat) = context.world.chats.get_mut(&id) {
        chat.full.remove("sticker_set_name");
    }
    context.world.chat_changed(id);
    Ok(json!(true))
}
