//! Users forward messages, and set what forwards show of them.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        messages::{may_write, person, talk},
        people::{bot_or_only, number},
        sends::{begun, send},
    },
    methods::new_groups,
    world::{Talk, World, content_of, is_content},
};

/// The most messages of one call.
const MOST: usize = 100;

/// Forwards messages of one conversation to another.
pub(crate) fn forward(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    person(world, from)?;
    let talk = talk(world, given, from)?;
    let sources = sources(world, given, from)?;
    let groups = new_groups(world, &sources);
    let hides_sender = given["hide_sender"] == true;
    let begun = begun(world, given, talk, from)?;
    let mut messages = Vec::new();
    for source in &sources {
        let mut message = begun.clone();
        message.extend(content_of(source));
        if hides_sender {
            message.remove("forward_origin");
        } else {
            message.insert("forward_origin".to_owned(), world.origin(source));
            if source["via_bot"].is_object() {
                message.insert("via_bot".to_owned(), source["via_bot"].clone());
            }
        }
        if let Some(group) = source["media_group_id"].as_str().and_then(|id| groups.get(id)) {
            message.insert("media_group_id".to_owned(), json!(group));
        }
        may_write(world, talk, from, &message)?;
        messages.push(message);
    }
    let sent: Vec<Value> = messages.into_iter().map(|message| send(world, talk, message)).collect();
    Ok(json!({"messages": sent}))
}

/// The messages to forward, in their order, which the user must be able to see.
fn sources(world: &mut World, given: &Value, from: i64) -> Result<Vec<Value>, String> {
    let chat = number(given, "from_chat_id")?;
    let source = if chat == from {
        let named = if given["from_bot"].is_null() { &given["bot"] } else { &given["from_bot"] };
        Talk::Private { bot: bot_or_only(world, named)?, user: from }
    } else {
        let state = world.chats.get(&chat).ok_or_else(|| format!("there is no chat {chat}"))?;
        if !state.member(from, world.clock.date()).is_in() && !state.json["username"].is_string() {
            return Err(format!("{} is not in {}", world.name_of(from), world.name_of(chat)));
        }
        Talk::Chat(chat)
    };
    let ids = given["message_ids"].as_array().ok_or("`message_ids` is missing")?;
    let ids: Option<Vec<i64>> = ids.iter().map(Value::as_i64).collect();
    let mut ids = ids.ok_or("`message_ids` are integers")?;
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() || ids.len() > MOST {
        return Err("1 to 100 messages are forwarded together".to_owned());
    }
    let mut sources = Vec::new();
    for id in ids {
        let found = world.message(source, id).ok_or("there is no such message")?;
        if !is_content(&found.json) {
            return Err("a service message cannot be forwarded".to_owned());
        }
        if found.json["has_protected_content"] == true {
            return Err("a protected message cannot be forwarded".to_owned());
        }
        sources.push(found.json.clone());
    }
    Ok(sources)
}

/// Sets what others see of a user.
pub(crate) fn privacy(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    person(world, from)?;
    let hides = given["hide_in_forwards"].as_bool().ok_or("`hide_in_forwards` is missing")?;
    world.privacy.hide_in_forwards(from, hides);
    Ok(json!({}))
}
