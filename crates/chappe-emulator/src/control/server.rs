//! Faults, limits, the clock, and the state.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        business,
        people::{bot, bot_or_only, number},
    },
    world::{Talk, World},
};

pub(crate) fn add_fault(world: &mut World, given: &Value) -> ControlResult {
    let now = world.clock.now();
    world.faults.add(given, now).map(|id| json!({"fault_id": id}))
}

pub(crate) fn faults(world: &mut World, _: &Value) -> ControlResult {
    Ok(json!({"faults": world.faults.json()}))
}

pub(crate) fn clear_faults(world: &mut World, _: &Value) -> ControlResult {
    world.faults.clear();
    Ok(json!({}))
}

pub(crate) fn webhook_faults(world: &mut World, given: &Value) -> ControlResult {
    let bot = bot_or_only(world, &given["bot"])?;
    if let Some(holds) = given["hold"].as_bool() {
        world.faults.hold(bot, holds);
    }
    if let Some(probability) = given["duplicate"].as_f64() {
        world.faults.duplicate(bot, probability);
    }
    world.emit("webhook", json!({"bot": bot}));
    Ok(json!({}))
}

/// Sets the limits for sending.
pub(crate) fn limit(world: &mut World, given: &Value) -> ControlResult {
    world.limits.set(given);
    Ok(world.limits.json())
}

pub(crate) fn advance(world: &mut World, given: &Value) -> ControlResult {
    let seconds = given["advance"].as_f64().ok_or("`advance` is missing")?;
    world.clock.advance(seconds);
    Ok(json!({"now": world.clock.date()}))
}

/// Sets the id of a bot's next update, as Telegram chooses a new one after a week without
/// updates.
pub(crate) fn restart_ids(world: &mut World, given: &Value) -> ControlResult {
    let bot = bot_or_only(world, &given["bot"])?;
    let next = number(given, "next")?;
    world.bot(bot).queue.restart(next);
    Ok(json!({}))
}

pub(crate) fn bots(world: &mut World, _: &Value) -> ControlResult {
    let now = world.clock.now();
    let bots = world.bots.values_mut().map(|bot| {
        bot.queue.expire(now);
        let mut json = json!({
            "id": bot.id, "username": bot.username(), "pending_update_count": bot.queue.len(),
            "listens": bot.webhook.is_some() || bot.poll.last.is_some() || bot.poll.waiting.is_some(),
        });
        if let Some(webhook) = &bot.webhook {
            json["webhook"] = json!({"url": webhook.url});
        }
        json
    });
    Ok(json!({"bots": bots.collect::<Vec<_>>()}))
}

pub(crate) fn state(world: &mut World, _: &Value) -> ControlResult {
    let bots = world.bots.values().map(|bot| {
        let mut json = bot.user.clone();
        json["commands"] = bot.commands.values().next().cloned().unwrap_or_else(|| json!([]));
        json
    });
    let chats = world.chats.values().map(|chat| {
        let mut json = chat.json.clone();
        let (bots, people): (Vec<i64>, Vec<i64>) = chat
            .members
            .keys()
            .filter(|id| chat.has(**id))
            .partition(|id| world.bots.contains_key(id));
        json["members"] = json!(people);
        json["bots"] = json!(bots);
        json
    });
    Ok(json!({
        "now": world.clock.date(),
        "bots": bots.collect::<Vec<_>>(),
        "users": world.users.values().collect::<Vec<_>>(),
        "chats": chats.collect::<Vec<_>>(),
    }))
}

/// The messages of a chat after an id, as users see them.
pub(crate) fn messages(world: &mut World, given: &Value) -> Result<Vec<Value>, String> {
    let chat = number(given, "chat_id")?;
    let after = number(given, "after").unwrap_or_default();
    let of_bot = if given["bot"].is_null() { None } else { Some(bot(world, &given["bot"])?) };
    let account = match given["business_connection_id"].as_str() {
        Some(id) => Some(business::connection(world, id)?.account),
        None => None,
    };
    let viewer = number(given, "user").unwrap_or(chat);
    let is_meant = |talk: &Talk| match talk {
        Talk::Chat(id) => *id == chat,
        Talk::Private { bot, user } => {
            account.is_none() && *user == chat && of_bot.is_none_or(|wanted| wanted == *bot)
        }
        Talk::Business { account: of, user } => account == Some(*of) && *user == chat,
    };
    let talks = world.talks.iter().filter(|(talk, _)| is_meant(talk));
    let mut found: Vec<(i64, Value)> = talks
        .flat_map(|(talk, messages)| {
            let messages = messages.range(after.saturating_add(1)..);
            messages.map(|(id, stored)| (*id, world.seen_by(*talk, *id, stored, viewer)))
        })
        .collect();
    found.sort_by_key(|(id, _)| *id);
    Ok(found.into_iter().map(|(_, message)| message).collect())
}
