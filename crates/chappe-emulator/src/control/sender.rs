//! The senders of messages: users, channels, and groups on behalf of anonymous administrators.

use serde_json::{Map, Value, json};

use crate::{
    control::{answer::ControlResult, messages::person, people::number},
    world::{Chat, Talk, World},
};

/// The sender of a message: `from`, `sender_chat` or both.
pub(super) fn signed(
    world: &World,
    given: &Value,
    talk: Talk,
    from: i64,
) -> Result<Map<String, Value>, String> {
    let person = person(world, from)?;
    let chat = match talk {
        Talk::Chat(id) => world.chats.get(&id),
        Talk::Private { .. } | Talk::Business { .. } => None,
    };
    if !given["sender_chat_id"].is_null() {
        let wanted = number(given, "sender_chat_id")?;
        let chat = chat.ok_or("`sender_chat_id` requires a group or channel")?;
        return as_chat(world, chat, from, wanted);
    }
    Ok(match chat {
        Some(chat) if chat.is_channel() => channel_post(world, chat),
        Some(chat) if is_anonymous(world, chat, from) => {
            with_bot(anonymous_bot(), world.chat_json(talk))
        }
        _ => Map::from_iter([("from".to_owned(), person)]),
    })
}

/// Returns the chats on whose behalf a user may act in a group, besides as themselves.
pub(crate) fn senders(world: &mut World, given: &Value) -> ControlResult {
    let (from, id) = (number(given, "from")?, number(given, "chat_id")?);
    person(world, from)?;
    let chat = world.chats.get(&id).ok_or_else(|| format!("there is no group {id}"))?;
    let mut senders = Vec::new();
    if !chat.is_channel() {
        let own = is_anonymous(world, chat, from).then_some(id);
        let others = world.chats.values().filter(|chat| chat.is_channel()).map(|chat| chat.id);
        let may_be = |wanted: &i64| channel_sender(world, chat, from, *wanted).is_ok();
        let all = own.into_iter().chain(others.filter(may_be));
        senders.extend(all.map(|id| world.chat_json(Talk::Chat(id))));
    }
    Ok(json!({"senders": senders}))
}

/// The chat on whose behalf a user acts anonymously in a conversation.
pub(super) fn anonymous_chat(world: &World, talk: Talk, from: i64) -> Option<Value> {
    let Talk::Chat(id) = talk else { return None };
    let chat = world.chats.get(&id)?;
    (!chat.is_channel() && is_anonymous(world, chat, from)).then(|| world.chat_json(talk))
}

/// The sender of a message on behalf of a chat: the group itself, or a channel of the user.
fn as_chat(
    world: &World,
    chat: &Chat,
    from: i64,
    wanted: i64,
) -> Result<Map<String, Value>, String> {
    let sender = channel_sender(world, chat, from, wanted)?;
    Ok(match sender {
        None if chat.is_channel() => channel_post(world, chat),
        None => with_bot(anonymous_bot(), world.chat_json(Talk::Chat(chat.id))),
        Some(sender) => with_bot(channel_bot(), sender),
    })
}

/// The channel with this id, if the user may act on its behalf; `None` for the chat itself.
pub(super) fn channel_sender(
    world: &World,
    chat: &Chat,
    from: i64,
    wanted: i64,
) -> Result<Option<Value>, String> {
    let name = world.name_of(from);
    if wanted == chat.id {
        if chat.is_channel() || is_anonymous(world, chat, from) {
            return Ok(None);
        }
        return Err(format!("{name} is not anonymous in {}", world.name_of(chat.id)));
    }
    let channel = world.chats.get(&wanted).filter(|chat| chat.is_channel());
    let channel = channel.ok_or_else(|| format!("there is no channel {wanted}"))?;
    if !channel.member(from, world.clock.date()).has_right("can_post_messages") {
        return Err(format!("{name} may not post in {}", world.name_of(wanted)));
    }
    Ok(Some(world.chat_json(Talk::Chat(wanted))))
}

fn is_anonymous(world: &World, chat: &Chat, from: i64) -> bool {
    chat.member(from, world.clock.date()).has_right("is_anonymous")
}

fn channel_post(world: &World, chat: &Chat) -> Map<String, Value> {
    Map::from_iter([("sender_chat".to_owned(), world.chat_json(Talk::Chat(chat.id)))])
}

fn with_bot(bot: Value, sender: Value) -> Map<String, Value> {
    Map::from_iter([("from".to_owned(), bot), ("sender_chat".to_owned(), sender)])
}

/// The `User` in the messages of anonymous administrators, for bots that require one.
fn anonymous_bot() -> Value {
    json!({
        "id": 1_087_968_824, "is_bot": true, "first_name": "Group",
        "username": "GroupAnonymousBot",
    })
}

/// The `User` in the messages of channels in groups, for bots that require one.
pub(super) fn channel_bot() -> Value {
    json!({"id": 136_817_688, "is_bot": true, "first_name": "Channel", "username": "Channel_Bot"})
}
