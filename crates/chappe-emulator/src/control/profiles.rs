//! Users change their profiles.

use base64::Engine as _;
use bytes::Bytes;
use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        messages::person,
        people::{bot_or_only, number},
    },
    methods::media_of,
    world::World,
};

/// The file in `file`.
pub(super) fn file(given: &Value) -> Result<Bytes, String> {
    let file = given["file"].as_str().ok_or("`file` is missing")?;
    let content = base64::engine::general_purpose::STANDARD.decode(file);
    Ok(content.map_err(|_| "`file` is not base64")?.into())
}

/// Adds a profile photo of a user, which is the current one then.
pub(crate) fn add_photo(world: &mut World, given: &Value) -> ControlResult {
    let user = number(given, "user")?;
    person(world, user)?;
    let content = file(given)?;
    let photo = world.files.store("photo", "photo.jpg", "image/jpeg", content);
    world.profiles.of(user).photos.insert(0, photo.id);
    Ok(json!({}))
}

/// Adds an audio file to a user's profile.
pub(crate) fn add_audio(world: &mut World, given: &Value) -> ControlResult {
    let user = number(given, "user")?;
    person(world, user)?;
    let content = file(given)?;
    let name = given["file_name"].as_str().unwrap_or("audio.mp3");
    let stored = world.files.store("audio", name, "audio/mpeg", content);
    let audio = media_of("audio", &stored, given.as_object().unwrap_or(&serde_json::Map::new()));
    world.profiles.of(user).audios.push(audio.clone());
    Ok(audio)
}

/// Allows a bot to set a user's emoji status, or forbids it.
pub(crate) fn allow_emoji_status(world: &mut World, given: &Value) -> ControlResult {
    let user = number(given, "from")?;
    person(world, user)?;
    let bot = bot_or_only(world, &given["bot"])?;
    let bots = &mut world.profiles.of(user).status_bots;
    if given["allowed"].as_bool().unwrap_or(true) {
        bots.insert(bot);
    } else {
        bots.remove(&bot);
    }
    Ok(json!({}))
}

/// Shows a channel in a user's profile, or none. The user posts there.
pub(crate) fn set_personal_chat(world: &mut World, given: &Value) -> ControlResult {
    let user = number(given, "from")?;
    person(world, user)?;
    let chat = if given["chat_id"].is_null() { None } else { Some(number(given, "chat_id")?) };
    if let Some(id) = chat {
        let channel = world.chats.get(&id).filter(|chat| chat.is_channel());
        let channel = channel.ok_or_else(|| format!("there is no channel {id}"))?;
        if !channel.member(user, world.clock.date()).has_right("can_post_messages") {
            return Err(format!("{} may not post in {}", world.name_of(user), world.name_of(id)));
        }
    }
    world.profiles.of(user).personal_chat = chat;
    Ok(json!({}))
}

/// The profile of a user, bot or chat, as other users see it.
pub(crate) fn profile(world: &mut World, given: &Value) -> ControlResult {
    let id = number(given, "id")?;
    if world.user(id).is_none() && !world.chats.contains_key(&id) {
        return Err(format!("there is no user, bot or chat {id}"));
    }
    let profile = world.profiles.get(id).cloned().unwrap_or_default();
    let photos = profile.photos.iter().filter_map(|photo| world.files.get(photo));
    let photos: Vec<Value> = photos.map(|photo| photo.sizes().into()).collect();
    let mut json = json!({"photos": photos, "audios": profile.audios});
    if let Some(status) = &profile.emoji_status {
        json["emoji_status"] = json!({"custom_emoji_id": status.emoji, "until": status.until});
    }
    if let Some(chat) = profile.personal_chat {
        json["personal_chat"] = json!(chat);
    }
    let marks = profile.verified_by.iter();
    let marks = marks.map(|(bot, description)| json!({"bot": bot, "description": description}));
    json["verified_by"] = marks.collect();
    let errors = profile.passport_errors.iter();
    json["passport_errors"] =
        errors.map(|(bot, errors)| json!({"bot": bot, "errors": errors})).collect();
    Ok(json)
}
