//! The topics of users' messages.

use serde_json::{Map, Value, json};

use crate::{
    control::people::number,
    world::{Talk, World},
};

/// Inserts the topic of a message: the one that is named, or that of the message that is replied
/// to.
pub(super) fn insert(
    world: &World,
    given: &Value,
    talk: Talk,
    message: &mut Map<String, Value>,
) -> Result<(), String> {
    let is_forum = match talk {
        Talk::Chat(id) => world.chats.get(&id).is_some_and(|chat| chat.json["is_forum"] == true),
        Talk::Private { .. } => true,
        Talk::Business { .. } => false,
    };
    let replied = message.get("reply_to_message");
    let thread = match number(given, "message_thread_id") {
        Ok(thread) => Some(thread),
        Err(_) => replied.and_then(|replied| replied["message_thread_id"].as_i64()),
    };
    let Some(thread) = thread else { return Ok(()) };
    let mut stored = world.talks.get(&talk).into_iter().flat_map(|talk| talk.values());
    if !stored.any(|stored| stored.json["message_thread_id"] == thread) {
        return Err(format!("there is no topic {thread}"));
    }
    message.insert("message_thread_id".to_owned(), json!(thread));
    if is_forum {
        message.insert("is_topic_message".to_owned(), json!(true));
    }
    Ok(())
}
