//! Boosts of chats.

use serde_json::json;

use crate::{
    error::{ApiError, ApiResult},
    methods::{Context, chat::group},
};

/// The boosts of a chat by a user, for administrators.
pub(crate) fn of_user(context: &mut Context<'_>) -> ApiResult {
    let chat = group(context, "CHAT_ID_INVALID")?;
    let user = context.params.number("user_id").unwrap_or_default();
    let state = context.world.chats.get(&chat);
    if !state.is_some_and(|chat| chat.is_administrator(context.bot)) {
        return Err(ApiError::bad_request("CHAT_ADMIN_REQUIRED"));
    }
    if context.world.user(user).is_none() {
        return Err(ApiError::bad_request("user not found"));
    }
    Ok(json!({"boosts": context.world.boosts_by(chat, user)}))
}
