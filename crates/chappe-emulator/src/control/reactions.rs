//! Users react to messages.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        messages::{person, talk_of_press},
        people::number,
    },
    world::{Chat, Talk, World, conversation_event},
};

/// Sets a user's reactions to a message: emoji or `ReactionType`s. An empty list removes
/// them.
pub(crate) fn react(world: &mut World, given: &Value) -> ControlResult {
    let (from, id) = (number(given, "from")?, number(given, "message_id")?);
    let person = person(world, from)?;
    let talk = talk_of_press(world, given, from, id)?;
    world.message(talk, id).ok_or("there is no such message")?;
    let reaction = given["reaction"].as_array().ok_or("`reaction` is missing")?;
    let reaction: Vec<Value> = reaction
        .iter()
        .map(|kind| match kind {
            Value::String(emoji) => json!({"type": "emoji", "emoji": emoji}),
            kind => kind.clone(),
        })
        .collect();
    let reaction = Value::Array(reaction);
    let all = world.reactions.entry((talk, id)).or_default();
    let before = all.insert(from, reaction.clone()).unwrap_or_else(|| json!([]));
    if before == reaction {
        return Ok(json!({}));
    }
    let mut event = conversation_event(talk, "reaction", reaction.clone());
    event["message_id"] = json!(id);
    event["user_id"] = json!(from);
    world.emit("reaction", event);
    let (chat, date) = (world.chat_json(talk), world.clock.date());
    let update = json!({"message_reaction": {
        "chat": chat, "message_id": id, "user": person, "date": date,
        "old_reaction": before, "new_reaction": reaction,
    }});
    match talk {
        // Bots receive no reactions in the chats of business accounts.
        Talk::Business { .. } => {}
        Talk::Private { bot, .. } => {
            world.push_update(bot, update);
        }
        Talk::Chat(chat) if world.chats.get(&chat).is_some_and(Chat::is_channel) => {
            send_counts(world, chat, id);
        }
        Talk::Chat(chat) => {
            for bot in world.administrators(chat) {
                world.push_update(bot, update.clone());
            }
        }
    }
    Ok(json!({}))
}

/// Reactions in channels are anonymous: only their numbers are reported.
fn send_counts(world: &mut World, channel: i64, id: i64) {
    let talk = Talk::Chat(channel);
    let all = world.reactions.get(&(talk, id)).into_iter().flat_map(|all| all.values());
    let mut counts: Vec<(Value, usize)> = Vec::new();
    for kind in all.flat_map(|reaction| reaction.as_array().into_iter().flatten()) {
        match counts.iter_mut().find(|(known, _)| known == kind) {
            Some((_, count)) => *count += 1,
            None => counts.push((kind.clone(), 1)),
        }
    }
    let counts: Vec<Value> = counts
        .into_iter()
        .map(|(kind, count)| json!({"type": kind, "total_count": count}))
        .collect();
    let update = json!({"message_reaction_count": {
        "chat": world.chat_json(talk), "message_id": id, "date": world.clock.date(),
        "reactions": counts,
    }});
    for bot in world.administrators(channel) {
        world.push_update(bot, update.clone());
    }
}
