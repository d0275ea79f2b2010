//! Groups become supergroups.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    control::{answer::ControlResult, people::number},
    world::{Talk, World},
};

/// A group becomes a supergroup with another id; the `Chat` that it is now.
pub(crate) fn migrate(world: &mut World, given: &Value) -> ControlResult {
    let old = number(given, "chat_id")?;
    let chat = world.chats.get(&old).cloned().ok_or_else(|| format!("there is no group {old}"))?;
    if chat.kind() != "group" || chat.migrated_to.is_some() {
        return Err("only groups become supergroups, and only once".to_owned());
    }
    let id = -1_001_000_000_000 - world.number("chat");
    let owner = chat.members.iter().find(|(_, status)| *status == "creator");
    let owner = owner.and_then(|(owner, _)| world.user(*owner)).cloned();
    let owner =
        owner.unwrap_or_else(|| json!({"id": 1, "is_bot": false, "first_name": "Somebody"}));
    let mut new = chat;
    new.id = id;
    new.json["id"] = json!(id);
    new.json["type"] = json!("supergroup");
    new.last_message = 0;
    let json = new.json.clone();
    world.chats.insert(id, new);
    world.talks.insert(Talk::Chat(id), BTreeMap::new());
    world.tell("chat", json!({"chat": json}));
    let said = json!({"from": owner, "migrate_to_chat_id": id});
    let said = world.say(Talk::Chat(old), said, None, None);
    world.hear(Talk::Chat(old), &said, false, None);
    if let Some(chat) = world.chats.get_mut(&old) {
        chat.migrated_to = Some(id);
    }
    let said = json!({"from": owner, "migrate_from_chat_id": old});
    let said = world.say(Talk::Chat(id), said, None, None);
    world.hear(Talk::Chat(id), &said, false, None);
    Ok(json)
}
