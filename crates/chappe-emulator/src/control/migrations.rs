//! Groups are upgraded to supergroups.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    control::{answer::ControlResult, chats::chat_id, people::number},
    world::{Talk, World},
};

/// Upgrades a group to a supergroup with another id. Returns the new `Chat`.
pub(crate) fn migrate(world: &mut World, given: &Value) -> ControlResult {
    let old = number(given, "chat_id")?;
    let chat = world.chats.get(&old).cloned().ok_or_else(|| format!("there is no group {old}"))?;
    if chat.kind() != "group" || chat.migrated_to.is_some() {
        return Err("only groups become supergroups, and only once".to_owned());
    }
    let id = chat_id(world, "supergroup", &Value::Null)?;
    let owner = chat.owner().and_then(|owner| world.user(owner)).cloned();
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
    world.emit("chat", json!({"chat": json}));
    let notice = json!({"from": owner, "migrate_to_chat_id": id});
    let message = world.store_message(Talk::Chat(old), notice, None, None);
    world.notify_bots(Talk::Chat(old), &message, false, None);
    if let Some(chat) = world.chats.get_mut(&old) {
        chat.migrated_to = Some(id);
    }
    let notice = json!({"from": owner, "migrate_from_chat_id": old});
    let message = world.store_message(Talk::Chat(id), notice, None, None);
    world.notify_bots(Talk::Chat(id), &message, false, None);
    Ok(json)
}
