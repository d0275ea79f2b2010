//! Users pin and unpin messages.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        messages::{person, talk_of_message},
        people::number,
        sender::signed,
    },
    world::{Talk, World, conversation_event, is_content},
};

/// Pins a message.
pub(crate) fn pin(world: &mut World, given: &Value) -> ControlResult {
    let (from, id) = (number(given, "from")?, number(given, "message_id")?);
    person(world, from)?;
    let talk = talk_of_message(world, given, from, id)?;
    may_pin(world, talk, from)?;
    let mut pinned = world.message(talk, id).ok_or("there is no such message")?.json.clone();
    if !is_content(&pinned) {
        return Err("a service message cannot be pinned".to_owned());
    }
    if let Some(pinned) = pinned.as_object_mut() {
        pinned.remove("reply_to_message");
    }
    let mut message = signed(world, given, talk, from)?;
    for name in ["message_thread_id", "is_topic_message"] {
        if let Some(value) = pinned.get(name) {
            message.insert(name.to_owned(), value.clone());
        }
    }
    message.insert("pinned_message".to_owned(), pinned);
    let all = world.pinned.entry(talk).or_default();
    all.retain(|other| *other != id);
    all.push(id);
    let message = world.store_message(talk, Value::Object(message), None, None);
    world.notify_bots(talk, &message, false, None);
    Ok(json!({"message": message}))
}

/// Unpins a message. Bots receive no update about it.
pub(crate) fn unpin(world: &mut World, given: &Value) -> ControlResult {
    let (from, id) = (number(given, "from")?, number(given, "message_id")?);
    person(world, from)?;
    let talk = talk_of_message(world, given, from, id)?;
    may_pin(world, talk, from)?;
    let all = world.pinned.entry(talk).or_default();
    let before = all.len();
    all.retain(|other| *other != id);
    if all.len() == before {
        return Err("the message is not pinned".to_owned());
    }
    let event = conversation_event(talk, "message_ids", json!([id]));
    world.emit("unpin", event);
    Ok(json!({}))
}

/// Checks that a user may pin messages: all may in a private chat, and administrators with the
/// right to in a group or channel.
fn may_pin(world: &World, talk: Talk, from: i64) -> Result<(), String> {
    let Talk::Chat(id) = talk else { return Ok(()) };
    let Some(chat) = world.chats.get(&id) else { return Ok(()) };
    let right = if chat.is_channel() { "can_edit_messages" } else { "can_pin_messages" };
    if chat.member(from, world.clock.date()).has_right(right) {
        return Ok(());
    }
    Err(format!("{} may not pin messages in {}", world.name_of(from), world.name_of(id)))
}
