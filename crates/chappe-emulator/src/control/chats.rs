//! Administrators change chats, and tests choose ids.

use base64::Engine as _;
use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::{
    control::{
        answer::ControlResult, members::flags, messages::person, people::number, sender::signed,
    },
    world::{Chat, PERMISSIONS, Status, Talk, World, description, title},
};

/// The ids of supergroups and channels; those of groups are between the highest one and 0.
const LOWEST: i64 = -1_997_852_516_352;
const HIGHEST: i64 = -1_000_000_000_001;

/// The highest id of a user.
const HIGHEST_USER: i64 = 1 << 52;

/// The id in the body, unless it is missing.
fn chosen(world: &World, given: &Value) -> Result<Option<i64>, String> {
    if given["id"].is_null() {
        return Ok(None);
    }
    let id = given["id"].as_i64().ok_or("`id` is not an integer")?;
    if world.user(id).is_some() || world.chats.contains_key(&id) {
        return Err(format!("`id` {id} is the id of {}", world.name_of(id)));
    }
    Ok(Some(id))
}

/// The id of a new user: the chosen one, or the next.
pub(super) fn user_id(world: &mut World, given: &Value) -> Result<i64, String> {
    match chosen(world, given)? {
        Some(id) if (1..HIGHEST_USER).contains(&id) => Ok(id),
        Some(_) => Err("`id` of a user is positive and has at most 52 bits".to_owned()),
        None => loop {
            let id = 100_000_000 + world.number("user");
            if world.user(id).is_none() {
                return Ok(id);
            }
        },
    }
}

/// The id of a new chat: the chosen one, or the next.
pub(super) fn chat_id(world: &mut World, kind: &str, given: &Value) -> Result<i64, String> {
    let is_group = kind == "group";
    match chosen(world, given)? {
        Some(id) if is_group && (HIGHEST + 1..0).contains(&id) => Ok(id),
        Some(id) if !is_group && (LOWEST..=HIGHEST).contains(&id) => Ok(id),
        Some(_) if is_group => Err(format!("`id` of a group is from {} to -1", HIGHEST + 1)),
        Some(_) => Err(format!("`id` of a {kind} is from {LOWEST} to {HIGHEST}")),
        None => loop {
            let number = world.number("chat");
            let id = if is_group { -1000 - number } else { -1_001_000_000_000 - number };
            if !world.chats.contains_key(&id) {
                return Ok(id);
            }
        },
    }
}

/// Checks that a new chat can be linked to another. Returns the other chat.
pub(super) fn linked(world: &World, kind: &str, given: &Value) -> Result<Option<i64>, String> {
    if given["linked_chat_id"].is_null() {
        return Ok(None);
    }
    let id = number(given, "linked_chat_id")?;
    let other = world.chats.get(&id).ok_or_else(|| format!("there is no group {id}"))?;
    match (kind, other.kind()) {
        ("channel", "supergroup") | ("supergroup", "channel") => Ok(Some(id)),
        _ => Err("`linked_chat_id` links a channel and a supergroup".to_owned()),
    }
}

/// Links a new chat to another.
pub(super) fn link(world: &mut World, id: i64, other: i64) {
    let is_channel = world.chats.get(&id).is_some_and(Chat::is_channel);
    let (channel, group) = if is_channel { (id, other) } else { (other, id) };
    world.link_chats(channel, group);
}

/// Changes a chat as an administrator, or as a member who is permitted to. Returns its `Chat`.
pub(crate) fn change(world: &mut World, given: &Value) -> ControlResult {
    let (from, id) = (number(given, "from")?, number(given, "chat_id")?);
    person(world, from)?;
    let chat = world.chats.get(&id).ok_or_else(|| format!("there is no group {id}"))?;
    let now = world.clock.date();
    let changes_info = ["title", "description", "photo"].iter().any(|name| !given[*name].is_null());
    let names = ["permissions", "is_forum"];
    if !changes_info && names.iter().all(|name| given[*name].is_null()) {
        return Err(
            "`title`, `description`, `photo`, `permissions` or `is_forum` is missing".to_owned()
        );
    }
    let may_not =
        |what: &str| Err(format!("{} may not {what} {}", world.name_of(from), world.name_of(id)));
    if changes_info && !chat.user_may(from, "can_change_info", now) {
        return may_not("change the title, description and photo of");
    }
    let member = chat.member(from, now);
    if !given["permissions"].is_null() {
        if chat.is_channel() {
            return Err("a channel has no permissions of members".to_owned());
        }
        if !member.has_right("can_restrict_members") {
            return may_not("change the permissions of");
        }
    }
    if !given["is_forum"].is_null() {
        if chat.kind() != "supergroup" {
            return Err("only supergroups have topics".to_owned());
        }
        if member.status != Status::Creator {
            return may_not("switch the topics of");
        }
    }
    apply(world, from, id, given)?;
    Ok(world.chats.get(&id).map(|chat| chat.json.clone()).unwrap_or_default())
}

/// Applies changes that are allowed.
fn apply(world: &mut World, from: i64, id: i64, given: &Value) -> Result<(), String> {
    let permissions = match &given["permissions"] {
        Value::Null => None,
        _ => Some(flags(given, "permissions", &PERMISSIONS)?),
    };
    let photo = given["photo"].as_str().map(decoded).transpose()?;
    let new_title = given["title"].as_str().map(title);
    if new_title.as_ref().is_some_and(String::is_empty) {
        return Err("`title` is empty".to_owned());
    }
    let announce = |world: &mut World, name: &str, value: Value| {
        let sender = signed(world, given, Talk::Chat(id), from)?;
        world.announce(Talk::Chat(id), sender, (name, value), None);
        Ok::<_, String>(())
    };
    if let Some(photo) = photo {
        if !photo.is_empty() {
            let sizes = world.set_photo(id, "photo.jpg", &photo);
            announce(world, "new_chat_photo", sizes.ok_or("`photo` is not a picture")?)?;
        } else if world.delete_photo(id) {
            announce(world, "delete_chat_photo", json!(true))?;
        }
    }
    if let Some(title) = new_title {
        let is_other = world.chats.get(&id).is_some_and(|chat| chat.json["title"] != *title);
        if is_other {
            world.set_title(id, &title);
            announce(world, "new_chat_title", json!(title))?;
        }
    }
    if let Some(text) = given["description"].as_str() {
        world.set_description(id, &description(text));
    }
    if let Some(chat) = world.chats.get_mut(&id) {
        if let Some(permissions) = permissions {
            chat.permissions = permissions.into_iter().collect();
        }
        match given["is_forum"].as_bool() {
            Some(true) => chat.json["is_forum"] = json!(true),
            Some(false) => drop(chat.json.as_object_mut().map(|chat| chat.remove("is_forum"))),
            None => {}
        }
    }
    world.chat_changed(id);
    Ok(())
}

fn decoded(photo: &str) -> Result<Bytes, String> {
    let content = base64::engine::general_purpose::STANDARD.decode(photo);
    content.map(Bytes::from).map_err(|_| "`photo` is not base64".to_owned())
}

/// Checks that the channel on whose behalf a message is sent is not banned from the chat.
pub(super) fn check_sender(
    world: &World,
    chat: &Chat,
    message: &Map<String, Value>,
) -> Result<(), String> {
    let sender = message.get("sender_chat").and_then(|sender| sender["id"].as_i64());
    match sender.filter(|sender| chat.banned_senders.contains(sender)) {
        None => Ok(()),
        Some(sender) => {
            Err(format!("{} is banned from {}", world.name_of(sender), world.name_of(chat.id)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn a_banned_channel_sends_no_messages_in_the_group() {
        let mut world = World::new(1, Clock::new());
        world.chats.insert(-1, Chat::new(-1, "channel", "News"));
        let mut group = Chat::new(-2, "supergroup", "Talk");
        let message = Map::from_iter([("sender_chat".to_owned(), json!({"id": -1}))]);
        assert_eq!(check_sender(&world, &group, &message), Ok(()));
        group.banned_senders.insert(-1);
        world.chats.insert(-2, group.clone());
        let why = "\"News\" (-1) is banned from \"Talk\" (-2)".to_owned();
        assert_eq!(check_sender(&world, &group, &message), Err(why));
        assert_eq!(check_sender(&world, &group, &Map::new()), Ok(()));
    }
}
