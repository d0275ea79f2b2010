//! What users send: in which conversation, whether they may, texts and files.

use base64::Engine as _;
use serde_json::{Map, Value, json};

use crate::{
    control::{
        answer::ControlResult,
        business,
        chats::check_sender,
        people::{bot, bot_or_only, number},
        visits::may_see,
    },
    entities, methods,
    queue::kind,
    world::{Talk, World, kind_of},
};

/// The conversation of an action: the chat that is named, or the private chat with a bot.
pub(super) fn talk(world: &mut World, given: &Value, from: i64) -> Result<Talk, String> {
    if given["business_connection_id"].is_string() {
        return business::talk(world, given, from);
    }
    match number(given, "chat_id") {
        Ok(id) if world.chats.contains_key(&id) => match world.chats[&id].migrated_to {
            Some(new) => Err(format!("the group became the supergroup {new}")),
            None => Ok(Talk::Chat(id)),
        },
        Ok(id) if id != from && !world.users.contains_key(&id) => {
            Err(format!("there is no chat {id}"))
        }
        _ => Ok(Talk::Private { bot: bot_or_only(world, &given["bot"])?, user: from }),
    }
}

/// The conversation of a message that a user acts on: without a bot's name, the first private chat
/// of the user that contains such a message.
pub(super) fn talk_of_message(
    world: &mut World,
    given: &Value,
    from: i64,
    id: i64,
) -> Result<Talk, String> {
    if given["bot"].is_null() {
        let mine = world.talks.iter().find(|(talk, messages)| {
            matches!(talk, Talk::Private { user, .. } if *user == from)
                && messages.contains_key(&id)
        });
        let is_private = number(given, "chat_id").is_ok_and(|chat| chat == from);
        if let (true, Some((talk, _))) = (is_private, mine) {
            return Ok(*talk);
        }
    }
    talk(world, given, from)
}

/// The `User` of an id.
pub(super) fn person(world: &World, id: i64) -> Result<Value, String> {
    world.users.get(&id).cloned().ok_or_else(|| format!("there is no user {id}"))
}

/// Checks that a user sees a chat, is not restricted there, and may post in a channel.
pub(super) fn may_write(
    world: &World,
    talk: Talk,
    from: i64,
    message: &Map<String, Value>,
) -> Result<(), String> {
    let Talk::Chat(id) = talk else { return Ok(()) };
    let Some(chat) = world.chats.get(&id) else { return Ok(()) };
    check_sender(world, chat, message)?;
    if !chat.is_channel() {
        may_see(world, talk, from)?;
    }
    let now = world.clock.date();
    let (permission, what) = methods::permission_for(message);
    let is_channel = chat.is_channel();
    let member = chat.member(from, now);
    let is_permitted = chat.permits(from, permission, now);
    let (user, chat) = (world.name_of(from), world.name_of(id));
    if is_channel && !member.has_right("can_post_messages") {
        return Err(format!("{user} may not post in {chat}"));
    }
    if !is_permitted {
        return Err(format!("{user} is restricted and may not send {what} in {chat}"));
    }
    Ok(())
}

/// Checks that a user may send a result of an inline query.
pub(super) fn may_write_inline(
    world: &World,
    talk: Talk,
    from: i64,
    message: &Map<String, Value>,
) -> Result<(), String> {
    may_write(world, talk, from, message)?;
    let Talk::Chat(id) = talk else { return Ok(()) };
    let member = world.chats.get(&id).map(|chat| chat.member(from, world.clock.date()));
    if member.is_none_or(|member| member.is_permitted("can_send_other_messages")) {
        return Ok(());
    }
    let (user, chat) = (world.name_of(from), world.name_of(id));
    Err(format!("{user} is restricted and may not send inline results in {chat}"))
}

/// A text with the entities that Telegram detects in it.
pub(super) fn insert_text(
    message: &mut Map<String, Value>,
    name: &str,
    entities_name: &str,
    text: &str,
    explicit: Option<&Value>,
) {
    let explicit = explicit.and_then(Value::as_array).cloned().unwrap_or_default();
    let entities = entities::merge(explicit, entities::detect(text));
    message.insert(name.to_owned(), json!(text));
    if !entities.is_empty() {
        message.insert(entities_name.to_owned(), json!(entities));
    }
}

/// Inserts a file of a user with its caption.
pub(super) fn insert_media(
    world: &mut World,
    message: &mut Map<String, Value>,
    media: &Value,
) -> Result<(), String> {
    let kind = media["type"].as_str().ok_or("`media.type` is missing")?;
    let known =
        ["photo", "document", "video", "audio", "voice", "animation", "sticker", "video_note"];
    if !known.contains(&kind) {
        return Err(format!("`media.type` is one of {known:?}"));
    }
    let file = media["file"].as_str().ok_or("`media.file` is missing")?;
    let content = base64::engine::general_purpose::STANDARD.decode(file);
    let content = content.map_err(|_| "`media.file` is not base64")?;
    let name = media["file_name"].as_str().unwrap_or(match kind {
        "photo" => "photo.jpg",
        "video" | "animation" | "video_note" => "video.mp4",
        "audio" => "audio.mp3",
        "voice" => "voice.ogg",
        "sticker" => "sticker.webp",
        _ => "file.bin",
    });
    let media_type = media["mime_type"].as_str().unwrap_or(match kind {
        "photo" => "image/jpeg",
        "video" | "animation" | "video_note" => "video/mp4",
        "audio" => "audio/mpeg",
        "voice" => "audio/ogg",
        "sticker" => "image/webp",
        _ => "application/octet-stream",
    });
    // As for bots: a file is of the kind that its content shows.
    let kind = kind_of(kind, &content);
    let stored = world.files.store(kind, name, media_type, content.into());
    let stored = world.files.preview(stored);
    let hints = media.as_object().cloned().unwrap_or_default();
    methods::insert_media(message, kind, &stored, &hints);
    if let Some(caption) = media["caption"].as_str() {
        insert_text(message, "caption", "caption_entities", caption, None);
    }
    Ok(())
}

pub(crate) fn update(world: &mut World, given: &Value) -> ControlResult {
    let bot = bot(world, &given["bot"])?;
    let mut update = given["update"].clone();
    let object = update.as_object_mut().ok_or("`update` is missing")?;
    object.remove("update_id");
    if object.len() != 1 {
        return Err("an update has one member besides its id".to_owned());
    }
    // Not checked: kinds that the schema does not contain are accepted too.
    let now = world.clock.now();
    let id = world.bot(bot).queue.push(update.clone(), now);
    let id = id.ok_or("the queue is full")?;
    world.history.add(bot, id, update.clone(), now);
    world.note_query(bot, &update);
    update["update_id"] = json!(id);
    tracing::debug!(bot, id, kind = kind(&update), "update received from the control API");
    world.emit("update", json!({"bot": bot, "update": update}));
    Ok(json!({"update_id": id}))
}
