//! Users send, edit and delete messages, press buttons and send inline queries.

use base64::Engine as _;
use serde_json::{Map, Value, json};

use crate::{
    control::{
        answer::ControlResult,
        inline,
        people::{bot, bot_or_only, number},
    },
    entities, methods,
    queue::kind,
    world::{Callback, Chat, GENERAL, Inline, Status, Talk, World, conversation_event, kind_of},
};

/// The conversation of an action: the chat that is named, or the private chat with a bot.
pub(super) fn talk(world: &mut World, given: &Value, from: i64) -> Result<Talk, String> {
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

/// The `User` of an id.
pub(super) fn person(world: &World, id: i64) -> Result<Value, String> {
    world.users.get(&id).cloned().ok_or_else(|| format!("there is no user {id}"))
}

/// The sender of a message: a user, a channel, or a group on behalf of an anonymous administrator.
pub(super) fn signed(world: &World, talk: Talk, from: i64, person: Value) -> Map<String, Value> {
    let chat = match talk {
        Talk::Chat(id) => world.chats.get(&id),
        Talk::Private { .. } => None,
    };
    let now = world.clock.date();
    let is_anonymous = |chat: &Chat| chat.member(from, now).has_right("is_anonymous");
    let sender = ("sender_chat".to_owned(), world.chat_json(talk));
    match chat {
        Some(chat) if chat.is_channel() => Map::from_iter([sender]),
        Some(chat) if is_anonymous(chat) => {
            Map::from_iter([("from".to_owned(), anonymous()), sender])
        }
        _ => Map::from_iter([("from".to_owned(), person)]),
    }
}

/// The `User` in the messages of anonymous administrators, for bots that require one.
fn anonymous() -> Value {
    json!({
        "id": 1_087_968_824, "is_bot": true, "first_name": "Group",
        "username": "GroupAnonymousBot",
    })
}

pub(crate) fn message(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    let person = person(world, from)?;
    let talk = talk(world, given, from)?;
    let mut message = signed(world, talk, from, person);
    let only_sender = message.len();
    if let Some(text) = given["text"].as_str() {
        insert_text(&mut message, "text", "entities", text, given.get("entities"));
    }
    if let Some(media) = given.get("media").filter(|media| media.is_object()) {
        insert_media(world, &mut message, media)?;
    }
    if let Ok(id) = number(given, "reply_to_message_id") {
        let replied = world.message(talk, id).ok_or("the message to reply to is not there")?;
        let mut replied = replied.json.clone();
        replied.as_object_mut().map(|replied| replied.remove("reply_to_message"));
        message.insert("reply_to_message".to_owned(), replied);
    }
    if message.len() == only_sender {
        return Err("`text` or `media` is missing".to_owned());
    }
    place(world, talk, from, given, &mut message)?;
    may_write(world, talk, from, &message)?;
    let message = world.store_message(talk, Value::Object(message), None, None);
    world.notify_bots(talk, &message, false, None);
    Ok(message)
}

/// Places a message in its topic: the one that is named, or that of the message that it replies to.
fn place(
    world: &World,
    talk: Talk,
    from: i64,
    given: &Value,
    message: &mut Map<String, Value>,
) -> Result<(), String> {
    let replied = message.get("reply_to_message").map(|replied| &replied["message_thread_id"]);
    let inherited = replied.and_then(Value::as_i64);
    let thread = number(given, "message_thread_id").ok().or(inherited);
    let topic = thread.unwrap_or(GENERAL);
    if !world.may_write_in(talk, topic, from) {
        return Err("the topic is closed".to_owned());
    }
    let Some(thread) = thread.filter(|thread| *thread != GENERAL) else { return Ok(()) };
    if inherited.is_none() && world.topic(talk, thread).is_none() {
        return Err(format!("there is no topic {thread}"));
    }
    world.place_in_thread(talk, thread, message);
    Ok(())
}

/// Checks that a user is neither banned from a chat nor restricted there.
fn may_write(
    world: &World,
    talk: Talk,
    from: i64,
    message: &Map<String, Value>,
) -> Result<(), String> {
    let Talk::Chat(id) = talk else { return Ok(()) };
    let Some(chat) = world.chats.get(&id) else { return Ok(()) };
    let member = chat.member(from, world.clock.date());
    let (permission, what) = methods::permission_for(message);
    let (user, chat) = (world.name_of(from), world.name_of(id));
    if member.status == Status::Kicked {
        return Err(format!("{user} is banned from {chat}"));
    }
    if !member.is_permitted(permission) {
        return Err(format!("{user} is restricted and may not send {what} in {chat}"));
    }
    Ok(())
}

/// A text with the entities that Telegram detects in it.
fn insert_text(
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

fn insert_media(
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
    let hints = media.as_object().cloned().unwrap_or_default();
    methods::insert_media(message, kind, &stored, &hints);
    if let Some(caption) = media["caption"].as_str() {
        insert_text(message, "caption", "caption_entities", caption, None);
    }
    Ok(())
}

pub(crate) fn edit(world: &mut World, given: &Value) -> ControlResult {
    let (from, id) = (number(given, "from")?, number(given, "message_id")?);
    person(world, from)?;
    let talk = talk(world, given, from)?;
    let text = given["text"].as_str().ok_or("`text` is missing")?;
    let date = world.clock.date();
    let stored = world.message_mut(talk, id).ok_or("there is no such message")?;
    let is_own = stored.json["sender_chat"].is_object() || stored.json["from"]["id"] == json!(from);
    if stored.by.is_some() || !is_own {
        return Err("people edit their own messages only".to_owned());
    }
    if !methods::is_content(&stored.json) {
        return Err("a service message cannot be edited".to_owned());
    }
    let Some(message) = stored.json.as_object_mut() else { return Ok(Value::Null) };
    let (name, entities) = if message.contains_key("text") {
        ("text", "entities")
    } else {
        ("caption", "caption_entities")
    };
    message.remove(entities);
    insert_text(message, name, entities, text, given.get("entities"));
    message.insert("edit_date".to_owned(), json!(date));
    let (edited, seen) = (stored.json.clone(), stored.seen());
    let event = conversation_event(talk, "message", seen);
    world.emit("edit", event);
    world.notify_bots(talk, &edited, true, None);
    Ok(edited)
}

pub(crate) fn delete(world: &mut World, given: &Value) -> ControlResult {
    let (from, id) = (number(given, "from")?, number(given, "message_id")?);
    let talk = talk(world, given, from)?;
    let gone = world.talks.get_mut(&talk).and_then(|messages| messages.remove(&id));
    gone.ok_or("there is no such message")?;
    let event = conversation_event(talk, "message_ids", json!([id]));
    world.emit("delete", event);
    Ok(json!({}))
}

pub(crate) fn press(world: &mut World, given: &Value) -> ControlResult {
    if let Some(id) = given["inline_message_id"].as_str() {
        return inline::press(world, given, id);
    }
    let (from, id) = (number(given, "from")?, number(given, "message_id")?);
    let person = person(world, from)?;
    let talk = talk_of_press(world, given, from, id)?;
    let stored = world.message(talk, id).cloned().ok_or("there is no such message")?;
    if let Some(id) = world.inline_message_at(talk, id) {
        return inline::press(world, given, &id);
    }
    let bot = stored.by.ok_or("only messages of bots have buttons")?;
    let data = button(&stored.json["reply_markup"]["inline_keyboard"], given)?;
    let query = format!("{}{:06}", 4_000_000_000_000_i64 + from, world.number("callback"));
    let at = world.clock.now();
    world
        .callbacks
        .insert(query.clone(), Callback { bot, user: from, talk, message: id, at, answer: None });
    world.push_update(
        bot,
        json!({"callback_query": {
            "id": query, "from": person, "message": stored.json,
            "chat_instance": talk.chat_id().to_string(), "data": data,
        }}),
    );
    Ok(json!({"callback_query_id": query}))
}

/// The data of a button, found by its data or by its row and column.
pub(super) fn button(rows: &Value, given: &Value) -> Result<String, String> {
    let button = match (&given["data"], &given["button"]) {
        (Value::String(data), _) => {
            let rows = rows.as_array().into_iter().flatten();
            let mut buttons = rows.flat_map(|row| row.as_array().into_iter().flatten());
            buttons.find(|button| button["callback_data"] == json!(data))
        }
        (_, Value::Array(place)) => {
            let at = |index: usize| {
                let number = place.get(index).and_then(Value::as_u64).unwrap_or(u64::MAX);
                usize::try_from(number).unwrap_or(usize::MAX)
            };
            rows.get(at(0)).and_then(|row| row.get(at(1)))
        }
        _ => return Err("`data` or `button` is missing".to_owned()),
    };
    let button = button.ok_or("there is no such button")?;
    Ok(button["callback_data"].as_str().ok_or("the button has no data")?.to_owned())
}

/// The conversation of a message with buttons: without a bot's name, the first one that
/// contains such a message.
pub(super) fn talk_of_press(
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

pub(crate) fn inline_query(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    let person = person(world, from)?;
    let bot = bot_or_only(world, &given["bot"])?;
    let id = format!("{}{:06}", 5_000_000_000_000_i64 + from, world.number("inline"));
    let at = world.clock.now();
    let query = given["query"].as_str().unwrap_or_default().to_owned();
    world.inlines.insert(id.clone(), Inline { bot, user: from, query, at, answer: None });
    world.push_update(
        bot,
        json!({"inline_query": {
            "id": id, "from": person, "query": given["query"].as_str().unwrap_or_default(),
            "offset": given["offset"].as_str().unwrap_or_default(), "chat_type": "sender",
        }}),
    );
    Ok(json!({"inline_query_id": id}))
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
