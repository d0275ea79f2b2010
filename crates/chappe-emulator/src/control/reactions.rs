//! Users react to messages.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        messages::{person, talk_of_message},
        people::number,
        sender::anonymous_chat,
        visits::may_see,
    },
    methods::is_reaction,
    world::{Chat, Talk, World, conversation_event},
};

/// Sets a user's reactions to a message: emoji or `ReactionType`s. An empty list removes
/// them.
pub(crate) fn react(world: &mut World, given: &Value) -> ControlResult {
    let (from, id) = (number(given, "from")?, number(given, "message_id")?);
    let person = person(world, from)?;
    let talk = talk_of_message(world, given, from, id)?;
    world.message(talk, id).ok_or("there is no such message")?;
    let reaction = given["reaction"].as_array().ok_or("`reaction` is missing")?;
    let reaction: Vec<Value> = reaction
        .iter()
        .map(|kind| match kind {
            Value::String(emoji) => json!({"type": "emoji", "emoji": emoji}),
            kind => kind.clone(),
        })
        .collect();
    let is_channel =
        matches!(talk, Talk::Chat(id) if world.chats.get(&id).is_some_and(Chat::is_channel));
    let is_premium = person["is_premium"] == true;
    check(&reaction, is_channel, is_premium)?;
    may_react(world, talk, from)?;
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
    let mut update = json!({"message_reaction": {
        "chat": chat, "message_id": id, "date": date,
        "old_reaction": before, "new_reaction": reaction,
    }});
    match anonymous_chat(world, talk, from) {
        Some(chat) => update["message_reaction"]["actor_chat"] = chat,
        None => update["message_reaction"]["user"] = person,
    }
    match talk {
        // Bots receive no reactions in the chats of business accounts.
        Talk::Business { .. } => {}
        Talk::Private { bot, .. } => {
            world.push_update(bot, update);
        }
        Talk::Chat(chat) if is_channel => {
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

/// The most reactions of a user to a message, without and with Telegram Premium. Paid ones are not
/// counted.
const MOST: usize = 1;
const MOST_WITH_PREMIUM: usize = 3;

/// Checks that a user can set these reactions.
fn check(reaction: &[Value], is_channel: bool, is_premium: bool) -> Result<(), String> {
    let mut free = 0;
    for kind in reaction {
        match kind["type"].as_str().unwrap_or_default() {
            "emoji" if !is_reaction(kind) => {
                return Err(format!("there is no reaction {}", kind["emoji"]));
            }
            "custom_emoji" if !is_premium => {
                return Err("custom emoji require Telegram Premium".to_owned());
            }
            "emoji" | "custom_emoji" => free += 1,
            "paid" if is_channel => {}
            "paid" => return Err("paid reactions exist in channels only".to_owned()),
            _ => return Err("a reaction is an emoji, a custom emoji or paid".to_owned()),
        }
    }
    let most = if is_premium { MOST_WITH_PREMIUM } else { MOST };
    if free > most {
        return Err(format!(
            "a user has {MOST} reaction to a message, or {MOST_WITH_PREMIUM} with Telegram Premium"
        ));
    }
    Ok(())
}

/// Checks that a user sees a chat, and is not restricted there.
fn may_react(world: &World, talk: Talk, from: i64) -> Result<(), String> {
    may_see(world, talk, from)?;
    let Talk::Chat(id) = talk else { return Ok(()) };
    let Some(chat) = world.chats.get(&id) else { return Ok(()) };
    let member = chat.member(from, world.clock.date());
    let (user, chat) = (world.name_of(from), world.name_of(id));
    if !member.is_permitted("can_react_to_messages") {
        return Err(format!("{user} is restricted and may not react in {chat}"));
    }
    Ok(())
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
