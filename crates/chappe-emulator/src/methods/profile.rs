//! What a bot says about itself: its names and descriptions, and the rights that it asks for.

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::Context,
    world::{RIGHTS, is_right_in},
};

/// The language of the parameters; empty for users of all other languages.
fn language(context: &Context<'_>) -> Result<String, ApiError> {
    let language = context.params.text("language_code").unwrap_or_default();
    let is_code = language.len() == 2 && language.bytes().all(|byte| byte.is_ascii_lowercase());
    if language.is_empty() || is_code {
        return Ok(language.to_owned());
    }
    Err(ApiError::bad_request("invalid language code specified"))
}

/// Sets a text for a language. Without a text, the language has none of its own.
fn set(context: &mut Context<'_>, name: &str) -> ApiResult {
    let key = format!("{name} {}", language(context)?);
    let text = context.params.text(name).map(str::trim).filter(|text| !text.is_empty());
    let text = text.map(|text| json!(text));
    let settings = &mut context.bot_state().settings;
    match text {
        Some(text) => settings.insert(key, text),
        None => settings.remove(&key),
    };
    Ok(json!(true))
}

/// The text for a language, or that for all others.
fn get(context: &mut Context<'_>, name: &str, otherwise: Value) -> ApiResult {
    let language = language(context)?;
    let settings = &context.bot_state().settings;
    let own = settings.get(&format!("{name} {language}"));
    let text = own.or_else(|| settings.get(&format!("{name} "))).cloned().unwrap_or(otherwise);
    Ok(json!({name: text}))
}

/// Sets a name. That of all languages is the one in the bot's `User`.
pub(crate) fn set_name(context: &mut Context<'_>) -> ApiResult {
    let name = context.params.text("name").unwrap_or_default().trim().to_owned();
    if !language(context)?.is_empty() {
        return set(context, "name");
    }
    if !name.is_empty() {
        let bot = context.bot_state();
        bot.user["first_name"] = json!(name);
        let user = bot.user.clone();
        context.world.emit("bot", json!({"bot": user}));
    }
    Ok(json!(true))
}

pub(crate) fn name(context: &mut Context<'_>) -> ApiResult {
    let name = context.bot_state().user["first_name"].clone();
    get(context, "name", name)
}

pub(crate) fn set_description(context: &mut Context<'_>) -> ApiResult {
    set(context, "description")
}

pub(crate) fn description(context: &mut Context<'_>) -> ApiResult {
    get(context, "description", json!(""))
}

pub(crate) fn set_short_description(context: &mut Context<'_>) -> ApiResult {
    set(context, "short_description")
}

pub(crate) fn short_description(context: &mut Context<'_>) -> ApiResult {
    get(context, "short_description", json!(""))
}

/// The kind of chat that suggested rights are for.
fn suggested_for(context: &Context<'_>) -> &'static str {
    if context.params.flag("for_channels") { "channel" } else { "supergroup" }
}

pub(crate) fn set_rights(context: &mut Context<'_>) -> ApiResult {
    let kind = suggested_for(context);
    let rights = context.params.get("rights").cloned().unwrap_or_default();
    context.bot_state().settings.insert(format!("rights {kind}"), rights);
    Ok(json!(true))
}

pub(crate) fn rights(context: &mut Context<'_>) -> ApiResult {
    let kind = suggested_for(context);
    let set = context.bot_state().settings.get(&format!("rights {kind}"));
    let set = set.cloned().unwrap_or_default();
    let is_set = |right: &str| set[right] == true && is_right_in(right, kind);
    let is_any = RIGHTS.iter().any(|(right, _)| is_set(right));
    let shown = RIGHTS.iter().filter(|(_, kinds)| kinds.contains(&kind));
    let shown = shown.map(|(right, _)| {
        // Any other right implies this one.
        let has = is_set(right) || (*right == "can_manage_chat" && is_any);
        ((*right).to_owned(), json!(has))
    });
    Ok(Value::Object(shown.collect()))
}
