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
    let Some(file) = context.world.files.download(id) else {
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

/// The most characters of a command and of its description.
const MAX_COMMAND: usize = 32;
const MAX_DESCRIPTION: usize = 256;

/// Reads a command, which may begin with a slash.
fn command(given: &Value) -> Result<Value, ApiError> {
    let trimmed = |name: &str| given[name].as_str().unwrap_or_default().trim().to_owned();
    let (name, description) = (trimmed("command"), trimmed("description"));
    let name = name.strip_prefix('/').unwrap_or(&name);
    let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let why = if name.is_empty() {
        "command must be non-empty"
    } else if name.chars().count() > MAX_COMMAND {
        "command length must not exceed 32"
    } else if description.is_empty() {
        "command description must be non-empty"
    } else if description.chars().count() > MAX_DESCRIPTION {
        "command description length must not exceed 256"
    } else if !name.bytes().all(is_allowed) {
        "BOT_COMMAND_INVALID"
    } else {
        let mut command = given.clone();
        command["command"] = json!(name);
        command["description"] = json!(description);
        return Ok(command);
    };
    Err(ApiError::bad_request(why))
}

pub(crate) fn set_commands(context: &mut Context<'_>) -> ApiResult {
    let given = context.params.get("commands").and_then(Value::as_array);
    let commands: Result<Vec<_>, _> = given.into_iter().flatten().map(command).collect();
    let commands = Value::Array(commands?);
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
