//! People boost chats.

use serde_json::{Value, json};

use crate::{
    control::{answer::ControlResult, messages::person, people::number},
    world::{Chat, World},
};

/// The supergroup or channel, and the user.
fn parties(world: &World, given: &Value) -> Result<(i64, i64), String> {
    let (from, chat) = (number(given, "from")?, number(given, "chat_id")?);
    person(world, from)?;
    match world.chats.get(&chat).map(Chat::kind) {
        Some("supergroup" | "channel") => Ok((chat, from)),
        Some(_) => Err("only supergroups and channels are boosted".to_owned()),
        None => Err(format!("there is no chat {chat}")),
    }
}

pub(crate) fn boost(world: &mut World, given: &Value) -> ControlResult {
    let (chat, from) = parties(world, given)?;
    Ok(world.boost(chat, from))
}

pub(crate) fn remove(world: &mut World, given: &Value) -> ControlResult {
    let (chat, from) = parties(world, given)?;
    if world.remove_boosts(chat, from) {
        return Ok(json!({}));
    }
    Err(format!("{} has not boosted {}", world.name_of(from), world.name_of(chat)))
}
