//! Buttons of keyboards, as Telegram's server checks them.

use serde_json::Value;

use crate::{error::ApiError, methods::Context, world::Talk};

/// Where a keyboard is shown.
#[derive(Clone, Copy)]
struct Place {
    is_private: bool,
    is_channel: bool,
}

/// Checks the buttons of a keyboard. Returns it without the buttons that are ignored: those without
/// a text and an icon, and rows of nothing else.
pub(super) fn checked(context: &Context<'_>, markup: &Value) -> Result<Value, ApiError> {
    let place = place(context);
    let mut markup = markup.clone();
    for (name, most, check) in [
        ("keyboard", 300, reply_button as fn(&Value, Place) -> Result<(), String>),
        ("inline_keyboard", 100, inline_button),
    ] {
        let Some(rows) = markup.get_mut(name).and_then(Value::as_array_mut) else { continue };
        for row in rows.iter_mut().filter_map(Value::as_array_mut) {
            row.retain(|button| has(button, "text") || has(button, "icon_custom_emoji_id"));
            for button in row.iter() {
                check(button, place).map_err(ApiError::bad_request)?;
            }
        }
        rows.retain(|row| row.as_array().is_none_or(|row| !row.is_empty()));
        check_keyboard(rows, most).map_err(ApiError::bad_request)?;
    }
    Ok(markup)
}

/// Checks the number of buttons, and that the button of an invoice or a game is the first one.
fn check_keyboard(rows: &[Value], most: usize) -> Result<(), &'static str> {
    let buttons = || rows.iter().flat_map(|row| row.as_array().into_iter().flatten());
    if buttons().count() > most {
        return Err("reply markup is too long");
    }
    let is_first_only = |button: &Value| has(button, "pay") || has(button, "callback_game");
    if buttons().skip(1).any(is_first_only) {
        return Err("BUTTON_POS_INVALID");
    }
    Ok(())
}

fn place(context: &Context<'_>) -> Place {
    let chat = match context.talk() {
        Ok(Talk::Chat(id)) => context.world.chats.get(&id),
        Ok(Talk::Private { .. } | Talk::Business { .. }) => None,
        // A message that was sent via the bot may be in any chat.
        Err(_) => return Place { is_private: false, is_channel: false },
    };
    Place {
        is_private: chat.is_none(),
        is_channel: chat.is_some_and(crate::world::Chat::is_channel),
    }
}

/// Whether a button has a member that is not empty.
fn has(button: &Value, name: &str) -> bool {
    match &button[name] {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        _ => true,
    }
}

/// The longest text that a button copies, in characters.
const MAX_COPY_TEXT: usize = 256;

/// The kinds of chats that a button can offer for an inline query.
const CHAT_KINDS: [&str; 4] =
    ["allow_user_chats", "allow_bot_chats", "allow_group_chats", "allow_channel_chats"];

/// What buttons of reply keyboards request, and its name in errors.
const REQUESTS: [(&str, &str); 6] = [
    ("request_contact", "phone number can be requested in private chats only"),
    ("request_location", "location can be requested in private chats only"),
    ("request_poll", "poll can be requested in private chats only"),
    ("request_users", "users can be requested in private chats only"),
    ("request_chat", "chats can be requested in private chats only"),
    ("request_managed_bot", "managed bots can be requested in private chats only"),
];

fn reply_button(button: &Value, place: Place) -> Result<(), String> {
    if !has(button, "text") {
        return Err("keyboard button text must be non-empty".to_owned());
    }
    if !place.is_private {
        if let Some((_, why)) = REQUESTS.iter().find(|(name, _)| has(button, name)) {
            return Err((*why).to_owned());
        }
        if has(button, "web_app") {
            return Err("web App buttons can be used in private chats only".to_owned());
        }
    }
    check_https(&button["web_app"], "keyboard button Web App")
}

fn inline_button(button: &Value, place: Place) -> Result<(), String> {
    if !has(button, "text") {
        return Err("inline keyboard button text must be non-empty".to_owned());
    }
    let queries = [
        ("switch_inline_query", "switch_inline_query"),
        ("switch_inline_query_chosen_chat", "switch_inline_query"),
        ("switch_inline_query_current_chat", "switch_inline_query_current_chat"),
    ];
    let query = queries.iter().find(|(name, _)| !button[*name].is_null());
    if let Some((_, name)) = query.filter(|_| place.is_channel) {
        return Err(format!(
            "can't use {name} button in a channel chat, because users will not be able to use the button without knowing bot's username",
        ));
    }
    check_https(&button["login_url"], "inline keyboard button login")?;
    check_https(&button["web_app"], "inline keyboard button Web App")?;
    if has(button, "web_app") && !place.is_private {
        return Err("BUTTON_TYPE_INVALID".to_owned());
    }
    if let Some(text) = button["copy_text"]["text"].as_str() {
        if !(1..=MAX_COPY_TEXT).contains(&text.chars().count()) {
            return Err("BUTTON_COPY_TEXT_INVALID".to_owned());
        }
    }
    let chosen = &button["switch_inline_query_chosen_chat"];
    if chosen.is_object() && !CHAT_KINDS.iter().any(|name| has(chosen, name)) {
        return Err("at least one chat type must be allowed".to_owned());
    }
    Ok(())
}

/// Checks that the URL of a login or a Web App is one of HTTPS.
pub(super) fn check_https(target: &Value, what: &str) -> Result<(), String> {
    let Some(url) = target["url"].as_str() else { return Ok(()) };
    if url.trim().to_lowercase().starts_with("https://") {
        return Ok(());
    }
    Err(format!("{what} URL '{url}' is invalid: Only HTTPS links are allowed"))
}
