//! Methods that edit.

use serde_json::{Map, Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        Context,
        album::{input_media, may_become},
        content::{self, Markup},
        forward::is_saying,
    },
    world::{Talk, of_talk},
};

/// What may be exchanged by an edit of the media.
const MEDIA: [&str; 12] = [
    "text",
    "entities",
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

/// The media that may be exchanged.
const KINDS: [&str; 6] = ["photo", "document", "video", "audio", "animation", "live_photo"];

/// Whether a message can be edited so, or what Telegram says.
type Fits = fn(&Value, &Map<String, Value>) -> Result<(), &'static str>;

pub(crate) fn text(context: &mut Context<'_>) -> ApiResult {
    let said = content::text(context)?;
    edit(context, &["text", "entities"], said, |message, _| {
        let has_text = !message["text"].is_null();
        if has_text { Ok(()) } else { Err("there is no text in the message to edit") }
    })
}

pub(crate) fn caption(context: &mut Context<'_>) -> ApiResult {
    let params = context.params;
    let said = content::caption(
        Some(params.text("caption").unwrap_or_default()),
        params.text("parse_mode"),
        params.get("caption_entities"),
        params.flag("show_caption_above_media"),
    )?;
    let replaced = ["caption", "caption_entities", "show_caption_above_media"];
    edit(context, &replaced, said, |message, _| {
        let has_caption = content::has_caption(message);
        if has_caption { Ok(()) } else { Err("there is no caption in the message to edit") }
    })
}

pub(crate) fn media(context: &mut Context<'_>) -> ApiResult {
    let item = context.params.get("media").cloned().unwrap_or_default();
    let said = input_media(context, &item)?;
    edit(context, &MEDIA, said, |message, said| {
        let before = KINDS.into_iter().find(|kind| !message[*kind].is_null());
        let after = KINDS.into_iter().find(|kind| said.contains_key(*kind));
        if before.is_none() && message["text"].is_null() {
            return Err("there is no media in the message to edit");
        }
        let fits = may_become(before.unwrap_or_default(), after.unwrap_or_default());
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
fn edit(
    context: &mut Context<'_>,
    replaced: &[&str],
    said: Map<String, Value>,
    fits: Fits,
) -> ApiResult {
    let params = context.params;
    let id = params.number("message_id").unwrap_or_default();
    if params.get("chat_id").is_none() && id == 0 {
        return inline(context, replaced, said, fits);
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
    if !is_mine || !is_saying(&message.json) || !message.json["forward_origin"].is_null() {
        return Err(ApiError::bad_request("message can't be edited"));
    }
    fits(&message.json, &said).map_err(ApiError::bad_request)?;
    change(context, talk, id, replaced, said)
}

/// Edits a message that was sent by way of the bot.
fn inline(
    context: &mut Context<'_>,
    replaced: &[&str],
    said: Map<String, Value>,
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
            fits(&message.json, &said).map_err(ApiError::bad_request)?;
            change(context, talk, number, replaced, said)?;
            return Ok(json!(true));
        }
    }
    // It is in a chat that is not here.
    let markup = content::markup(context)?;
    if let Some(message) = context.world.inline_messages.get_mut(&id) {
        apply(&mut message.json, replaced, said, markup)?;
        let event = json!({"inline_message_id": id, "message": message.json});
        context.world.tell("inline_edit", event);
    }
    Ok(json!(true))
}

/// Edits a message of a conversation.
pub(super) fn change(
    context: &mut Context<'_>,
    talk: Talk,
    id: i64,
    replaced: &[&str],
    said: Map<String, Value>,
) -> ApiResult {
    let markup = content::markup(context)?;
    let (bot, date) = (context.bot, context.world.clock.date());
    let Some(stored) = context.world.message_mut(talk, id) else {
        return Err(ApiError::bad_request("message to edit not found"));
    };
    apply(&mut stored.json, replaced, said, markup)?;
    // A new keyboard alone is no edit that people see.
    if !replaced.is_empty() {
        stored.json["edit_date"] = json!(date);
    }
    let (edited, seen) = (stored.json.clone(), stored.seen());
    let event = of_talk(talk, "message", seen);
    context.world.tell("edit", event);
    // Bots do not hear one another, but for channels.
    if edited["sender_chat"].is_object() {
        context.world.hear(talk, &edited, true, Some(bot));
    }
    Ok(edited)
}

/// Puts something new into a message.
fn apply(
    message: &mut Value,
    replaced: &[&str],
    said: Map<String, Value>,
    markup: Markup,
) -> Result<(), ApiError> {
    let mut edited = message.as_object().cloned().unwrap_or_default();
    for name in replaced {
        edited.remove(*name);
    }
    edited.extend(said);
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
