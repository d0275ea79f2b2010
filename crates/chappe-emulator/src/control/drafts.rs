//! Drafts and ephemeral messages, as users see them.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        messages::{person, talk},
        people::number,
    },
    world::{Talk, World},
};

/// Returns the drafts that a user sees in the private chat with a bot.
pub(crate) fn list(world: &mut World, given: &Value) -> ControlResult {
    let user = number(given, "chat_id")?;
    let talk = talk(world, given, user)?;
    Ok(json!({"drafts": world.drafts(talk)}))
}

/// A user stops the generation of a message.
pub(crate) fn stop(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    person(world, from)?;
    let talk = talk(world, given, from)?;
    let Talk::Private { bot, .. } = talk else {
        return Err("drafts are in private chats only".to_owned());
    };
    let thread = number(given, "message_thread_id").unwrap_or_default();
    let draft = world.draft(talk, thread).ok_or("there is no draft")?.clone();
    if !draft.can_stop {
        return Err("the draft cannot be stopped: the bot sent it without `can_stop`".to_owned());
    }
    if !draft.keep_on_stop {
        world.remove_draft(talk, thread);
    }
    let mut stopped = json!({"chat": world.chat_json(talk), "draft_id": draft.id});
    if thread != 0 {
        stopped["message_thread_id"] = json!(thread);
    }
    world.push_update(bot, json!({"stopped_message_generation": stopped}));
    Ok(json!({}))
}

/// Returns the ephemeral messages that a user sees in a chat.
pub(crate) fn ephemeral(world: &mut World, given: &Value) -> ControlResult {
    let user = number(given, "user")?;
    number(given, "chat_id")?;
    person(world, user)?;
    let talk = talk(world, given, user)?;
    Ok(json!({"messages": world.ephemerals(talk, user)}))
}
