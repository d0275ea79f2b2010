//! Files, commands, profiles.

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::Context,
};

/// The largest file that can be downloaded, in bytes.
const MAX_FILE: usize = 20 * 1024 * 1024;

pub(crate) fn file(context: &mut Context<'_>) -> ApiResult {
    let id = context.params.text("file_id").unwrap_or_default();
    let Some(file) = context.world.files.get(id) else {
        return Err(ApiError::bad_request("invalid file_id"));
    };
    if file.content.len() > MAX_FILE {
        return Err(ApiError::bad_request("file is too big"));
    }
    let mut json = file.json_with(id);
    json["file_path"] = json!(file.path);
    Ok(json)
}

pub(crate) fn profile_photos(context: &mut Context<'_>) -> ApiResult {
    let user = context.params.number("user_id").unwrap_or_default();
    match context.world.user(user) {
        Some(_) => Ok(json!({"total_count": 0, "photos": []})),
        None => Err(ApiError::bad_request("user not found")),
    }
}

/// The key of a command list: its scope and language.
fn scope(context: &Context<'_>) -> String {
    let scope = context.params.get("scope").cloned();
    let scope = scope.unwrap_or_else(|| json!({"type": "default"}));
    format!("{scope} {}", context.params.text("language_code").unwrap_or_default())
}

pub(crate) fn set_commands(context: &mut Context<'_>) -> ApiResult {
    let commands = context.params.get("commands").cloned().unwrap_or_else(|| json!([]));
    for command in commands.as_array().into_iter().flatten() {
        let name = command["command"].as_str().unwrap_or_default();
        let is_right = (1..=32).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if !is_right {
            return Err(ApiError::bad_request("BOT_COMMAND_INVALID"));
        }
        let description = command["description"].as_str().unwrap_or_default();
        if !(1..=256).contains(&description.chars().count()) {
            return Err(ApiError::bad_request("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
    }
    let scope = scope(context);
    context.bot_state().commands.insert(scope, commands.clone());
    let bot = context.bot;
    context.world.emit("commands", json!({"bot": bot, "commands": commands}));
    Ok(json!(true))
}

pub(crate) fn commands(context: &mut Context<'_>) -> ApiResult {
    let scope = scope(context);
    Ok(context
        .bot_state()
        .commands
        .get(&scope)
        .cloned()
        .unwrap_or_else(|| Value::Array(Vec::new())))
}

pub(crate) fn delete_commands(context: &mut Context<'_>) -> ApiResult {
    let scope = scope(context);
    context.bot_state().commands.remove(&scope);
    Ok(json!(true))
}
