//! Methods that edit.

use serde_json::{Map, Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        Context,
        content::{self, Markup},
        send::input_media,
    },
    world::{Talk, of_talk},
};

/// What may be exchanged by an edit of the media.
const MEDIA: [&str; 7] =
    ["photo", "document", "video", "audio", "animation", "caption", "caption_entities"];

pub(crate) fn text(context: &mut Context<'_>) -> ApiResult {
    let said = content::text(context)?;
    edit(
        context,
        &["text", "entities"],
        said,
        |message| !message["text"].is_null(),
        "there is no text in the message to edit",
    )
}

pub(crate) fn caption(context: &mut Context<'_>) -> ApiResult {
    let params = context.params;
    let given = Some(params.text("caption").unwrap_or_default());
    let said = content::caption(
        context,
        given,
        params.text("parse_mode"),
        params.get("caption_entities"),
    )?;
    edit(
        context,
        &["caption", "caption_entities"],
        said,
        |message| message["text"].is_null(),
        "there is no caption in the message to edit",
    )
}

pub(crate) fn media(context: &mut Context<'_>) -> ApiResult {
    let item = context.params.get("media").cloned().unwrap_or_default();
    let said = input_media(context, &item)?;
    edit(context, &MEDIA, said, |_| true, "")
}

pub(crate) fn reply_markup(context: &mut Context<'_>) -> ApiResult {
    edit(context, &[], Map::new(), |_| true, "")
}

pub(crate) fn stop_poll(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let id = context.params.number("message_id").unwrap_or_default();
    let message = context.world.message(talk, id);
    let poll = message.map(|message| message.json["poll"].clone()).filter(Value::is_object);
    let Some(mut poll) = poll else {
        return Err(ApiError::bad_request("message with poll to stop not found"));
    };
    if poll["is_closed"] == json!(true) {
        return Err(ApiError::bad_request("poll has already been closed"));
    }
    poll["is_closed"] = json!(true);
    let id_of_poll = poll["id"].as_str().unwrap_or_default().to_owned();
    context.world.polls.insert(id_of_poll, (context.bot, poll.clone()));
    let said = Map::from_iter([("poll".to_owned(), poll.clone())]);
    change(context, talk, id, &["poll"], said)?;
    Ok(poll)
}

/// Edits the message that the parameters name.
fn edit(
    context: &mut Context<'_>,
    replaced: &[&str],
    said: Map<String, Value>,
    fits: fn(&Value) -> bool,
    otherwise: &str,
) -> ApiResult {
    // Inline messages are in chats that the bot does not see.
    if context.params.get("inline_message_id").is_some() {
        return Ok(json!(true));
    }
    let talk = context.talk()?;
    let id = context.params.number("message_id").unwrap_or_default();
    let Some(message) = context.world.message(talk, id) else {
        return Err(ApiError::bad_request("message to edit not found"));
    };
    if message.by != Some(context.bot) {
        return Err(ApiError::bad_request("message can't be edited"));
    }
    if !fits(&message.json) {
        return Err(ApiError::bad_request(otherwise));
    }
    change(context, talk, id, replaced, said)
}

fn change(
    context: &mut Context<'_>,
    talk: Talk,
    id: i64,
    replaced: &[&str],
    said: Map<String, Value>,
) -> ApiResult {
    let markup = content::markup(context)?;
    let date = context.world.clock.date();
    let Some(stored) = context.world.message_mut(talk, id) else {
        return Err(ApiError::bad_request("message to edit not found"));
    };
    let before = stored.json.clone();
    let Some(message) = stored.json.as_object_mut() else { return Ok(Value::Null) };
    for name in replaced {
        message.remove(*name);
    }
    message.extend(said);
    message.remove("reply_markup");
    if let Markup::Inline(markup) = markup {
        message.insert("reply_markup".to_owned(), markup);
    }
    if stored.json == before {
        return Err(ApiError::bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
        ));
    }
    // A new keyboard alone is no edit that people see.
    if !replaced.is_empty() {
        stored.json["edit_date"] = json!(date);
    }
    let (edited, seen) = (stored.json.clone(), stored.seen());
    let event = of_talk(talk, "message", seen);
    context.world.tell("edit", event);
    Ok(edited)
}
