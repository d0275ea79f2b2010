//! Who sees what is in a chat.

use crate::world::{Chat, Status, Talk, World};

/// Checks that a user sees the messages of a conversation: those of a private group or channel
/// are for its members. People who see a channel also see its discussion group.
pub(super) fn may_see(world: &World, talk: Talk, from: i64) -> Result<(), String> {
    let Talk::Chat(id) = talk else { return Ok(()) };
    let Some(chat) = world.chats.get(&id) else { return Ok(()) };
    if chat.member(from, world.clock.date()).status == Status::Kicked {
        return Err(format!("{} is banned from {}", world.name_of(from), world.name_of(id)));
    }
    let linked = chat.full.get("linked_chat_id").and_then(serde_json::Value::as_i64);
    let channel = linked.and_then(|id| world.chats.get(&id)).filter(|chat| chat.is_channel());
    if is_visible(chat, from) || channel.is_some_and(|channel| is_visible(channel, from)) {
        return Ok(());
    }
    let (user, chat) = (world.name_of(from), world.name_of(id));
    Err(format!("{user} is not in {chat}, which is private; `POST members` adds {user}"))
}

/// Whether a user is in a chat, or the chat is public.
fn is_visible(chat: &Chat, user: i64) -> bool {
    chat.has(user) || chat.json["username"].is_string()
}
