//! Methods that edit messages.

use serde_json::{Map, Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        Context,
        album::{input_media, may_replace},
        content::{self, Markup},
        forward::is_content,
        rich,
    },
    world::{Talk, conversation_event},
};

/// The kinds of media that an edit can replace.
pub(super) const MEDIA: [&str; 14] = [
    "text",
    "entities",
    "link_preview_options",
    "rich_message",
    "photo",
    "document",
    "video",
    "audio",
    "animation",
    "live_photo",
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "has_media_spoiler",
];

/// The kind of replaceable media that a message has.
const KINDS: [&str; 6] = ["photo", "document", "video", "audio", "animation", "live_photo"];

/// Whether a message can be edited in this way; otherwise, Telegram's error.
pub(super) type Fits = fn(&Value, &Map<String, Value>) -> Result<(), &'static str>;

/// What replaces a text.
pub(super) const TEXT: [&str; 4] = ["text", "entities", "link_preview_options", "rich_message"];

/// The new text, or the new rich message.
pub(super) fn text_or_rich(context: &mut Context<'_>) -> Result<Map<String, Value>, ApiError> {
    if context.params.get("rich_message").is_some() {
        return rich::content(context);
    }
    content::text(context)
}

pub(crate) fn text(context: &mut Context<'_>) -> ApiResult {
    let content = text_or_rich(context)?;
    edit(context, &TEXT, content, |message, _| {
        let has_text = !message["text"].is_null() || !message["rich_message"].is_null();
        if has_text { Ok(()) } else { Err("there is no text in the message to edit") }
    })
}

pub(crate) fn caption(context: &mut Context<'_>) -> ApiResult {
    let params = context.params;
    let content = content::caption(
        Some(params.text("caption").unwrap_or_default()),
        params.text("parse_mode"),
        params.get("caption_entities"),
        params.flag("show_caption_above_media"),
    )?;
    let replaced = ["caption", "caption_entities", "show_caption_above_media"];
    edit(context, &replaced, content, |message, _| {
        let has_caption = content::has_caption(message);
        if has_caption { Ok(()) } else { Err("there is no caption in the message to edit") }
    })
}

pub(crate) fn media(context: &mut Context<'_>) -> ApiResult {
    let item = context.params.get("media").cloned().unwrap_or_default();
    let content = input_media(context, &item)?;
    edit(context, &MEDIA, content, |message, content| {
        let before = KINDS.into_iter().find(|kind| !message[*kind].is_null());
        let after = KINDS.into_iter().find(|kind| content.contains_key(*kind));
        if before.is_none() && message["text"].is_null() {
            return Err("there is no media in the message to edit");
        }
        let fits = may_replace(before.unwrap_or_default(), after.unwrap_or_default());
        if !message["media_group_id"].is_null() && !fits {
            return Err("can't change media type in the album");
        }
        Ok(())
    })
}

pub(crate) fn reply_markup(context: &mut Context<'_>) -> ApiResult {
    edit(context, &[], Map::new(), |_, _| Ok(()))
}

/// Edits the message that the parameters name.
pub(super) fn edit(
    context: &mut Context<'_>,
    replaced: &[&str],
    mut content: Map<String, Value>,
    fits: Fits,
) -> ApiResult {
    content::complete_mentions(context.world, &mut content);
    let params = context.params;
    let id = params.number("message_id").unwrap_or_default();
    if params.get("chat_id").is_none() && id == 0 {
        return inline(context, replaced, content, fits);
    }
    if params.get("chat_id").is_none() {
        return Err(ApiError::bad_request("chat_id is empty"));
    }
    let talk = context.talk()?;
    if id == 0 {
        return Err(ApiError::bad_request("message identifier is not specified"));
    }
    let Some(message) = context.world.message(talk, id) else {
        return Err(ApiError::bad_request("message to edit not found"));
    };
    let is_mine = message.by == Some(context.bot);
    if !is_mine || !is_content(&message.json) || !message.json["forward_origin"].is_null() {
        return Err(ApiError::bad_request("message can't be edited"));
    }
    fits(&message.json, &content).map_err(ApiError::bad_request)?;
    change(context, talk, id, replaced, content)
}

/// Edits a message that was sent via the bot.
fn inline(
    context: &mut Context<'_>,
    replaced: &[&str],
    content: Map<String, Value>,
    fits: Fits,
) -> ApiResult {
    let Some(id) = context.params.text("inline_message_id") else {
        return Err(ApiError::bad_request("message identifier is not specified"));
    };
    let (bot, id) = (context.bot, id.to_owned());
    let known = context.world.inline_messages.get(&id).filter(|message| message.bot == bot);
    let Some(place) = known.map(|message| message.place) else {
        return Err(ApiError::bad_request("MESSAGE_ID_INVALID"));
    };
    if let Some((talk, number)) = place {
        if let Some(message) = context.world.message(talk, number) {
            fits(&message.json, &content).map_err(ApiError::bad_request)?;
            change(context, talk, number, replaced, content)?;
            return Ok(json!(true));
        }
    }
    // The message is in a chat outside of this emulator.
    let markup = content::markup(context)?;
    if let Some(message) = context.world.inline_messages.get_mut(&id) {
        apply(&mut message.json, replaced, content, markup)?;
        let event = json!({"inline_message_id": id, "message": message.json});
        context.world.emit("inline_edit", event);
    }
    Ok(json!(true))
}

/// Edits a message of a conversation.
pub(super) fn change(
    context: &mut Context<'_>,
    talk: Talk,
    id: i64,
    replaced: &[&str],
    content: Map<String, Value>,
) -> ApiResult {
    let markup = content::markup(context)?;
    let (bot, date) = (context.bot, context.world.clock.date());
    let Some(stored) = context.world.message_mut(talk, id) else {
        return Err(ApiError::bad_request("message to edit not found"));
    };
    apply(&mut stored.json, replaced, content, markup)?;
    // A change of the keyboard alone is not shown as an edit.
    if !replaced.is_empty() {
        stored.json["edit_date"] = json!(date);
    }
    let (edited, seen) = (stored.json.clone(), stored.seen());
    let event = conversation_event(talk, "message", seen);
    context.world.emit("edit", event);
    // Bots do not receive updates about each other's messages, except in channels.
    if edited["sender_chat"].is_object() {
        context.world.notify_bots(talk, &edited, true, Some(bot));
    }
    Ok(edited)
}

/// Replaces a part of a message.
pub(super) fn apply(
    message: &mut Value,
    replaced: &[&str],
    content: Map<String, Value>,
    markup: Markup,
) -> Result<(), ApiError> {
    let mut edited = message.as_object().cloned().unwrap_or_default();
    for name in replaced {
        edited.remove(*name);
    }
    edited.extend(content);
    edited.remove("reply_markup");
    if let Markup::Inline(markup) = markup {
        edited.insert("reply_markup".to_owned(), markup);
    }
    let edited = Value::Object(edited);
    if *message == edited {
        return Err(ApiError::bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
        ));
    }
    *message = edited;
    Ok(())
}
