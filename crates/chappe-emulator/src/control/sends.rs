//! Users send messages.

use serde_json::{Map, Value, json};

use crate::{
    control::{
        answer::ControlResult,
        content,
        messages::{may_write, talk},
        people::number,
        sender, topic,
    },
    world::{Talk, World},
};

/// Sends a message as a user.
pub(crate) fn message(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    let talk = talk(world, given, from)?;
    let mut message = begun(world, given, talk, from)?;
    let content = content::of(world, given, talk)?;
    message.extend(content);
    may_write(world, talk, from, &message)?;
    Ok(send(world, talk, message))
}

/// A message without content: its sender, its topic and what it replies to.
pub(super) fn begun(
    world: &mut World,
    given: &Value,
    talk: Talk,
    from: i64,
) -> Result<Map<String, Value>, String> {
    let mut message = sender::signed(world, given, talk, from)?;
    if let Ok(id) = number(given, "reply_to_message_id") {
        let replied = world.message(talk, id).ok_or("the message to reply to is not there")?;
        let mut replied = replied.json.clone();
        replied.as_object_mut().map(|replied| replied.remove("reply_to_message"));
        if let Some(quote) = given["quote"].as_str() {
            message.insert("quote".to_owned(), quoted(&replied, quote)?);
        }
        message.insert("reply_to_message".to_owned(), replied);
    }
    topic::place(world, talk, from, given, &mut message)?;
    Ok(message)
}

/// The `TextQuote` of a part of a message.
fn quoted(message: &Value, quote: &str) -> Result<Value, String> {
    let text = message["text"].as_str().or_else(|| message["caption"].as_str());
    let found = text.filter(|_| !quote.is_empty()).and_then(|text| text.split_once(quote));
    let (before, _) = found.ok_or("`quote` is not a part of the message")?;
    let position = before.encode_utf16().count();
    Ok(json!({"text": quote, "position": position, "is_manual": true}))
}

/// Stores a complete message of a user, and notifies the bots of the conversation.
pub(super) fn send(world: &mut World, talk: Talk, mut message: Map<String, Value>) -> Value {
    content::register_poll(world, &mut message);
    let message = world.store_message(talk, Value::Object(message), None, None);
    world.watch_live_location(talk, &message);
    world.notify_bots(talk, &message, false, None);
    message
}
