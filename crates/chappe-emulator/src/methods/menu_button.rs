//! The button beside the field for messages in private chats.

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{Context, buttons::check_https},
};

/// The setting of a bot with its menu button: that of a chat, or that of all others.
fn key(context: &Context<'_>) -> Result<String, ApiError> {
    match context.params.number("chat_id") {
        None => Ok("menu_button".to_owned()),
        Some(user) if context.world.users.contains_key(&user) => Ok(format!("menu_button {user}")),
        Some(user) if user <= 0 => Err(ApiError::bad_request("invalid chat_id specified")),
        Some(_) => Err(ApiError::bad_request("user not found")),
    }
}

/// Reads a `MenuButton`. `None` stands for that of all chats, or of all bots.
fn read(given: Option<&Value>) -> Result<Option<Value>, ApiError> {
    let Some(given) = given else { return Ok(None) };
    match given["type"].as_str() {
        Some("commands") => Ok(Some(json!({"type": "commands"}))),
        Some("web_app") => {
            let text = given["text"].as_str().unwrap_or_default();
            let url = given["web_app"]["url"].as_str().unwrap_or_default();
            if text.is_empty() {
                return Err(ApiError::bad_request("menu button text must be non-empty"));
            }
            check_https(&given["web_app"], "menu button Web App").map_err(ApiError::bad_request)?;
            Ok(Some(json!({"type": "web_app", "text": text, "web_app": {"url": url}})))
        }
        // The default one; other types are refused before.
        _ => Ok(None),
    }
}

pub(crate) fn set(context: &mut Context<'_>) -> ApiResult {
    let button = read(context.params.get("menu_button"))?;
    let key = key(context)?;
    let settings = &mut context.bot_state().settings;
    match button {
        Some(button) => settings.insert(key, button),
        None => settings.remove(&key),
    };
    Ok(json!(true))
}

/// The button that was set in a chat, or for all others: `default` in a chat stands for the latter.
pub(crate) fn get(context: &mut Context<'_>) -> ApiResult {
    let key = key(context)?;
    let button = context.bot_state().settings.get(&key);
    Ok(button.cloned().unwrap_or_else(|| json!({"type": "default"})))
}
