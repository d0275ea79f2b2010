//! Messages and buttons of Web Apps.

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        Context,
        answer::{check_results, too_old},
        inline_content::inline_content,
        input_sticker::require_user,
        web_files::stored_files,
    },
    world::{InlineMessage, Prepared, PreparedContent, Talk, World},
};

/// How long a prepared message can be sent, in seconds.
const PREPARED_PERIOD: i64 = 24 * 3600;

/// The kinds of chats that a prepared message may be sent to, by parameter.
const CHATS: [(&str, &[&str]); 4] = [
    ("allow_user_chats", &["user"]),
    ("allow_bot_chats", &["bot"]),
    ("allow_group_chats", &["group", "supergroup"]),
    ("allow_channel_chats", &["channel"]),
];

/// The buttons that can be prepared.
const BUTTONS: [&str; 3] = ["request_users", "request_chat", "request_managed_bot"];

/// The result in `result`, whose files on the web are stored.
fn result(context: &mut Context<'_>) -> ApiResult {
    let given = context.params.get("result").cloned().unwrap_or_default();
    check_results(&json!({"results": [given]}))?;
    stored_files(context, given)
}

/// Sends the message of a result as the user who opened a Web App.
pub(crate) fn answer_query(context: &mut Context<'_>) -> ApiResult {
    let id = context.params.text("web_app_query_id").unwrap_or_default().to_owned();
    let result = result(context)?;
    let query = context.world.web_apps.queries.get(&id).cloned();
    let query = query.filter(|query| query.bot == context.bot && !query.is_answered);
    let query = query.ok_or_else(too_old)?;
    let talk = Talk::Private { bot: query.bot, user: query.user };
    let sent = send_via_bot(context.world, query.bot, query.user, talk, &result);
    let (_, inline) = sent.map_err(ApiError::bad_request)?;
    if let Some(query) = context.world.web_apps.queries.get_mut(&id) {
        query.is_answered = true;
    }
    Ok(inline.map_or_else(|| json!({}), |id| json!({"inline_message_id": id})))
}

/// Sends the message of a result as a user, via a bot. Returns the message, and its inline id if it
/// has a keyboard.
///
/// # Errors
///
/// Returns why the result has no message.
pub(crate) fn send_via_bot(
    world: &mut World,
    bot: i64,
    user: i64,
    talk: Talk,
    result: &Value,
) -> Result<(Value, Option<String>), String> {
    let mut message = inline_content(world, bot, user, result)?;
    message.insert("from".to_owned(), world.user(user).cloned().unwrap_or_default());
    message.insert("via_bot".to_owned(), world.bot(bot).user.clone());
    let markup = message.get("reply_markup").cloned();
    let message = world.store_message(talk, Value::Object(message), None, None);
    world.notify_bots(talk, &message, false, None);
    // Only messages with a keyboard have an id by which they can be edited.
    let inline = markup.map(|_| {
        let id = format!("AgAAAEmu{:08}", world.number("inline message"));
        let place = message["message_id"].as_i64().map(|id| (talk, id));
        let inline = InlineMessage { bot, place, json: message.clone() };
        world.inline_messages.insert(id.clone(), inline);
        id
    });
    Ok((message, inline))
}

/// Saves something for a user. Returns its id.
fn save(context: &mut Context<'_>, user: i64, content: PreparedContent) -> String {
    let id = format!("prepared{:08}", context.world.number("prepared"));
    let prepared = Prepared { bot: context.bot, user, content };
    context.world.web_apps.prepared.insert(id.clone(), prepared);
    id
}

/// Saves a message that a user can send from a Web App.
pub(crate) fn save_message(context: &mut Context<'_>) -> ApiResult {
    let result = result(context)?;
    let user = require_user(context)?;
    let chats = CHATS.iter().filter(|(name, _)| context.params.flag(name));
    let chats: Vec<String> =
        chats.flat_map(|(_, kinds)| kinds.iter().map(|kind| (*kind).to_owned())).collect();
    if chats.is_empty() {
        return Err(ApiError::bad_request("at least one chat type must be allowed"));
    }
    let expires_at = context.world.clock.date() + PREPARED_PERIOD;
    let id = save(context, user, PreparedContent::Message { result, chats, expires_at });
    Ok(json!({"id": id, "expiration_date": expires_at}))
}

/// Saves a button that a user can press in a Web App.
pub(crate) fn save_button(context: &mut Context<'_>) -> ApiResult {
    let button = context.params.get("button").cloned().unwrap_or_default();
    let user = require_user(context)?;
    if button["text"].as_str().is_none_or(|text| text.trim().is_empty()) {
        return Err(ApiError::bad_request("keyboard button text must be non-empty"));
    }
    if !BUTTONS.iter().any(|name| button[*name].is_object()) {
        return Err(ApiError::bad_request("BUTTON_TYPE_INVALID"));
    }
    let id = save(context, user, PreparedContent::Button(button));
    Ok(json!({"id": id}))
}
