//! Users edit and delete messages.

use serde_json::{Map, Value, json};

use crate::{
    control::{
        answer::ControlResult,
        messages::{insert_media, insert_text, person, talk},
        people::number,
    },
    methods::{self, content_by},
    world::{Chat, Poll, Stored, Talk, World, conversation_event},
};

/// How long a user can edit a message, in seconds; posts of channels are not limited.
const EDIT_PERIOD: i64 = 172_800;

/// The members that new media replace.
const MEDIA: [&str; 12] = [
    "text",
    "entities",
    "link_preview_options",
    "photo",
    "document",
    "video",
    "audio",
    "animation",
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "has_media_spoiler",
];

/// Edits a message as a user: its text or caption, its media, or its live location.
pub(crate) fn edit(world: &mut World, given: &Value) -> ControlResult {
    let (from, id) = (number(given, "from")?, number(given, "message_id")?);
    person(world, from)?;
    let talk = talk(world, given, from)?;
    let stored = world.message(talk, id).cloned().ok_or("there is no such message")?;
    let is_post = may_edit(world, talk, from, &stored)?;
    if given["is_closed"] == true {
        return close_poll(world, talk, id);
    }
    let date = world.clock.date();
    let message = &stored.json;
    let age = date - message["date"].as_i64().unwrap_or_default();
    let (replaced, content): (&[&str], _) = if given["location"].is_object() {
        (&["location"], moved(world, talk, message, &given["location"])?)
    } else if age > EDIT_PERIOD && !is_post {
        return Err("a message can be edited for 48 hours".to_owned());
    } else if given["media"].is_object() {
        (&MEDIA, media(world, message, &given["media"])?)
    } else {
        let text = given["text"].as_str().ok_or("`text`, `media` or `location` is missing")?;
        (&["text", "entities", "caption", "caption_entities"], retold(message, text, given)?)
    };
    let Some(stored) = world.message_mut(talk, id) else { return Ok(Value::Null) };
    if let Some(message) = stored.json.as_object_mut() {
        message.retain(|name, _| !replaced.contains(&&**name));
        message.extend(content);
        message.insert("edit_date".to_owned(), json!(date));
    }
    Ok(edited(world, talk, id))
}

/// Reports a message that was edited.
fn edited(world: &mut World, talk: Talk, id: i64) -> Value {
    let Some(stored) = world.message(talk, id) else { return Value::Null };
    let (edited, seen) = (stored.json.clone(), stored.seen());
    let event = conversation_event(talk, "message", seen);
    world.emit("edit", event);
    world.watch_live_location(talk, &edited);
    world.notify_bots(talk, &edited, true, None);
    edited
}

/// Checks that a user may edit a message. Returns whether it is a post of a channel.
fn may_edit(world: &World, talk: Talk, from: i64, stored: &Stored) -> Result<bool, String> {
    let chat = chat_of(world, talk);
    let member = chat.map(|chat| chat.member(from, world.clock.date()));
    let has = |right: &str| member.as_ref().is_some_and(|member| member.has_right(right));
    let message = &stored.json;
    let is_post = chat.is_some_and(Chat::is_channel);
    let is_own = match (is_post, message["sender_chat"].is_object()) {
        (true, _) => has("can_edit_messages") || (stored.by.is_none() && has("can_post_messages")),
        (false, true) => stored.by.is_none() && has("is_anonymous"),
        (false, false) => stored.by.is_none() && message["from"]["id"] == json!(from),
    };
    if !is_own {
        return Err("people edit their own messages only".to_owned());
    }
    if !crate::world::is_content(message) {
        return Err("a service message cannot be edited".to_owned());
    }
    if !message["forward_origin"].is_null() {
        return Err("a forwarded message cannot be edited".to_owned());
    }
    Ok(is_post)
}

fn chat_of(world: &World, talk: Talk) -> Option<&Chat> {
    match talk {
        Talk::Chat(id) => world.chats.get(&id),
        Talk::Private { .. } | Talk::Business { .. } => None,
    }
}

/// The new text or caption of a message.
fn retold(message: &Value, text: &str, given: &Value) -> Result<Map<String, Value>, String> {
    let (name, entities) = if message["text"].is_string() {
        ("text", "entities")
    } else if methods::has_caption(message) {
        ("caption", "caption_entities")
    } else {
        return Err("the message has neither a text nor a caption".to_owned());
    };
    let mut content = Map::new();
    insert_text(&mut content, name, entities, text, given.get("entities"));
    Ok(content)
}

/// The new media of a message. An album keeps its kind.
fn media(world: &mut World, message: &Value, media: &Value) -> Result<Map<String, Value>, String> {
    let kind_of = |message: &Value| {
        let kinds = ["photo", "video", "document", "audio", "animation", "live_photo"];
        kinds.into_iter().find(|kind| !message[*kind].is_null()).unwrap_or_default()
    };
    let before = kind_of(message);
    if before.is_empty() && !message["text"].is_string() {
        return Err("the message has no media that can be replaced".to_owned());
    }
    let mut content = Map::new();
    insert_media(world, &mut content, media)?;
    let after = kind_of(&Value::Object(content.clone()));
    if after.is_empty()
        || !message["media_group_id"].is_null() && !methods::may_replace(before, after)
    {
        return Err("the media cannot be replaced by media of this kind".to_owned());
    }
    Ok(content)
}

/// The new position of a live location. A `live_period` of 0 ends it.
fn moved(
    world: &mut World,
    talk: Talk,
    message: &Value,
    given: &Value,
) -> Result<Map<String, Value>, String> {
    let old = &message["location"];
    old["live_period"].as_i64().ok_or("the message has no live location")?;
    let mut values = given.as_object().cloned().unwrap_or_default();
    for name in ["latitude", "longitude", "live_period"] {
        values.entry(name).or_insert_with(|| old[name].clone());
    }
    if values.get("live_period").and_then(Value::as_i64) == Some(0) {
        values
            .retain(|name, _| ["latitude", "longitude", "horizontal_accuracy"].contains(&&**name));
    }
    content_by(world, 0, "sendLocation", values, talk)
}

/// Closes the poll of a user. The bots of the conversation receive its result.
fn close_poll(world: &mut World, talk: Talk, id: i64) -> ControlResult {
    let message = world.message(talk, id).map(|stored| stored.json["poll"].clone());
    let mut poll = message.filter(Value::is_object).ok_or("the message has no poll")?;
    if poll["is_closed"] == true {
        return Err("the poll is closed".to_owned());
    }
    Poll::close(&mut poll);
    world.poll_changed(&poll);
    let message = world.message(talk, id).map(|stored| stored.json.clone()).unwrap_or_default();
    for bot in world.listeners(talk) {
        world.push_update(bot, json!({"poll": message["poll"]}));
    }
    Ok(message)
}

/// Deletes a message as a user.
pub(crate) fn delete(world: &mut World, given: &Value) -> ControlResult {
    let (from, id) = (number(given, "from")?, number(given, "message_id")?);
    person(world, from)?;
    let talk = talk(world, given, from)?;
    let stored = world.message(talk, id).ok_or("there is no such message")?;
    may_delete(world, talk, from, stored)?;
    world.remove_messages(talk, &[id]);
    let event = conversation_event(talk, "message_ids", json!([id]));
    world.emit("delete", event);
    world.notify_of_deletion(talk, &[id]);
    Ok(json!({}))
}

/// Checks that a user may delete a message: any one of a private chat, an own one, or as an
/// administrator.
fn may_delete(world: &World, talk: Talk, from: i64, stored: &Stored) -> Result<(), String> {
    let Some(chat) = chat_of(world, talk) else { return Ok(()) };
    let member = chat.member(from, world.clock.date());
    let message = &stored.json;
    let is_own = if chat.is_channel() {
        stored.by.is_none() && member.has_right("can_post_messages")
    } else if message["sender_chat"].is_object() {
        stored.by.is_none() && member.has_right("is_anonymous")
    } else {
        message["from"]["id"] == json!(from) && member.is_in()
    };
    if is_own || member.has_right("can_delete_messages") {
        return Ok(());
    }
    let (user, chat) = (world.name_of(from), world.name_of(chat.id));
    Err(format!("{user} may not delete messages of others in {chat}"))
}
