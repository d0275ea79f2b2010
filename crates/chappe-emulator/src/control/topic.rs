//! The topics of users' messages.

use serde_json::{Map, Value};

use crate::{
    control::people::number,
    world::{GENERAL, Talk, World},
};

/// Places a message in its topic: the one that is named, or that of the message that it replies to.
pub(super) fn place(
    world: &World,
    talk: Talk,
    from: i64,
    given: &Value,
    message: &mut Map<String, Value>,
) -> Result<(), String> {
    let replied = message.get("reply_to_message").map(|replied| &replied["message_thread_id"]);
    let inherited = replied.and_then(Value::as_i64);
    let thread = number(given, "message_thread_id").ok().or(inherited);
    let topic = thread.unwrap_or(GENERAL);
    if !world.may_write_in(talk, topic, from) {
        return Err("the topic is closed".to_owned());
    }
    let Some(thread) = thread.filter(|thread| !World::is_general(talk, *thread)) else {
        return Ok(());
    };
    if inherited.is_none()
        && world.topic(talk, thread).is_none()
        && !has_thread(world, talk, thread)
    {
        return Err(format!("there is no topic {thread}"));
    }
    world.place_in_thread(talk, thread, message);
    Ok(())
}

/// Whether a conversation has a message of a thread, such as a comment to a channel's post.
fn has_thread(world: &World, talk: Talk, thread: i64) -> bool {
    let messages = world.talks.get(&talk).into_iter().flat_map(|messages| messages.values());
    messages.into_iter().any(|stored| stored.json["message_thread_id"] == thread)
}
