//! Ephemeral messages: only their receiver sees them.

use serde_json::{Map, Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        Context,
        album::input_media,
        content::{self, Markup},
        edit::{MEDIA, TEXT, apply, text_or_rich},
        forward::is_content,
    },
    world::{Ephemeral, Talk},
};

/// How long a callback query can be replied to, in seconds.
const FRESH: f64 = 15.0;

/// The contents that ephemeral messages can have.
const KINDS: [&str; 13] = [
    "text",
    "rich_message",
    "animation",
    "audio",
    "document",
    "photo",
    "sticker",
    "video",
    "video_note",
    "voice",
    "location",
    "venue",
    "contact",
];

/// Sends a message that only one member of a group sees, if the parameters name one.
pub(super) fn send(
    context: &mut Context<'_>,
    talk: Talk,
    message: &Map<String, Value>,
) -> Option<ApiResult> {
    let parameters = context.params.get("ephemeral_message_parameters")?.clone();
    Some(send_to(context, talk, message.clone(), &parameters))
}

fn send_to(
    context: &mut Context<'_>,
    talk: Talk,
    message: Map<String, Value>,
    parameters: &Value,
) -> ApiResult {
    let receiver = parameters["receiver_user_id"].as_i64().unwrap_or_default();
    let chat = match talk {
        Talk::Chat(id) => context.world.chats.get(&id).filter(|chat| !chat.is_channel()),
        Talk::Private { .. } => None,
    };
    let chat = chat.ok_or_else(|| ApiError::bad_request("PEER_ID_INVALID"))?;
    if !chat.has(receiver) || !context.world.users.contains_key(&receiver) {
        return Err(ApiError::bad_request("USER_NOT_PARTICIPANT"));
    }
    if !KINDS.iter().any(|kind| message.contains_key(*kind)) {
        return Err(ApiError::bad_request("invalid message content type specified"));
    }
    let replaced = replaced(context, talk, receiver, parameters)?;
    let bot = context.bot;
    Ok(context.world.store_ephemeral(talk, receiver, message.into(), bot, replaced))
}

/// The message in whose place the new one is shown: that of the pressed button.
fn replaced(
    context: &Context<'_>,
    talk: Talk,
    receiver: i64,
    parameters: &Value,
) -> Result<Option<i64>, ApiError> {
    let Some(id) = parameters["callback_query_id"].as_str() else { return Ok(None) };
    let query = context.world.callbacks.get(id);
    let now = context.world.clock.now();
    let query = query.filter(|query| {
        (query.bot, query.user, query.talk) == (context.bot, receiver, talk)
            && now - query.at <= FRESH
    });
    let query = query.ok_or_else(|| ApiError::bad_request("QUERY_ID_INVALID"))?;
    let replaces = parameters["replace_callback_query_message"] == true && query.message != 0;
    Ok(replaces.then_some(query.message))
}

/// The key of the message that the parameters name.
fn key(context: &Context<'_>) -> Result<(Talk, i64, i64), ApiError> {
    let number = |name: &str| context.params.number(name).unwrap_or_default();
    Ok((context.talk()?, number("receiver_user_id"), number("ephemeral_message_id")))
}

/// The message that the parameters name, if the bot sent it.
fn own(context: &Context<'_>) -> Result<Ephemeral, ApiError> {
    let found = context.world.ephemeral(key(context)?).filter(|found| found.by == context.bot);
    found.cloned().ok_or_else(|| ApiError::bad_request("MESSAGE_ID_INVALID"))
}

/// Replaces a part of a message.
fn change(context: &mut Context<'_>, replaced: &[&str], content: Map<String, Value>) -> ApiResult {
    let mut found = own(context)?;
    let mut content = content;
    content::complete_mentions(context.world, &mut content);
    let markup = content::markup(context)?;
    if let Markup::Other(_) = markup {
        return Err(ApiError::bad_request("inline keyboard expected"));
    }
    apply(&mut found.json, replaced, content, markup)?;
    if !replaced.is_empty() {
        found.json["edit_date"] = json!(context.world.clock.date());
    }
    let key = key(context)?;
    context.world.show_ephemeral(key, found);
    Ok(json!(true))
}

pub(crate) fn edit_text(context: &mut Context<'_>) -> ApiResult {
    let content = text_or_rich(context)?;
    let found = own(context)?;
    if found.json["text"].is_null() && found.json["rich_message"].is_null() {
        return Err(ApiError::bad_request("there is no text in the message to edit"));
    }
    change(context, &TEXT, content)
}

pub(crate) fn edit_caption(context: &mut Context<'_>) -> ApiResult {
    if !content::has_caption(&own(context)?.json) {
        return Err(ApiError::bad_request("there is no caption in the message to edit"));
    }
    let params = context.params;
    let content = content::caption(
        Some(params.text("caption").unwrap_or_default()),
        params.text("parse_mode"),
        params.get("caption_entities"),
        params.flag("show_caption_above_media"),
    )?;
    change(context, &["caption", "caption_entities", "show_caption_above_media"], content)
}

pub(crate) fn edit_media(context: &mut Context<'_>) -> ApiResult {
    if !is_content(&own(context)?.json) {
        return Err(ApiError::bad_request("there is no media in the message to edit"));
    }
    let item = context.params.get("media").cloned().unwrap_or_default();
    let content = input_media(context, &item)?;
    change(context, &MEDIA, content)
}

pub(crate) fn edit_reply_markup(context: &mut Context<'_>) -> ApiResult {
    change(context, &[], Map::new())
}

pub(crate) fn delete(context: &mut Context<'_>) -> ApiResult {
    own(context)?;
    let key = key(context)?;
    context.world.remove_ephemeral(key);
    Ok(json!(true))
}
