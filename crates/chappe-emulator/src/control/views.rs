//! What users see of a conversation besides its messages.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        people::{bot, number},
    },
    world::{Talk, World},
};

/// Returns the pinned messages, reactions and votes of a conversation, and for a chat its
/// settings and members.
pub(crate) fn view(world: &mut World, given: &Value) -> ControlResult {
    let id = number(given, "chat_id")?;
    let talk = if world.chats.contains_key(&id) {
        Talk::Chat(id)
    } else if world.users.contains_key(&id) {
        Talk::Private { bot: bot(world, &given["bot"])?, user: id }
    } else {
        return Err(format!("there is no chat {id}"));
    };
    let messages = world.talks.get(&talk);
    let is_there = |message: &i64| messages.is_some_and(|all| all.contains_key(message));
    let pinned: Vec<i64> =
        world.pinned.get(&talk).into_iter().flatten().copied().filter(is_there).collect();
    let mut view = json!({
        "pinned": pinned, "reactions": reactions(world, talk), "votes": votes(world, talk),
    });
    if let Some(chat) = world.chats.get(&id) {
        let now = world.clock.date();
        let people = chat.members.keys().filter_map(|member| world.user(*member));
        let members: Vec<Value> = people
            .map(|user| chat.member_json(user, chat.owner().unwrap_or_default(), now))
            .collect();
        let mut json = chat.json.clone();
        for (name, value) in &chat.full {
            json[name] = value.clone();
        }
        view["chat"] = json;
        view["members"] = json!(members);
    }
    Ok(view)
}

/// The reactions to each message, with those who reacted.
fn reactions(world: &World, talk: Talk) -> Vec<Value> {
    let all = world.reactions.range((talk, i64::MIN)..=(talk, i64::MAX));
    let mut found = Vec::new();
    for ((_, message), people) in all {
        let mut kinds: Vec<(&Value, Vec<i64>)> = Vec::new();
        for (person, given) in people {
            for kind in given.as_array().into_iter().flatten() {
                match kinds.iter_mut().find(|(known, _)| *known == kind) {
                    Some((_, by)) => by.push(*person),
                    None => kinds.push((kind, vec![*person])),
                }
            }
        }
        for (kind, by) in kinds {
            found.push(json!({"message_id": message, "type": kind, "by": by}));
        }
    }
    found
}

/// The votes in the polls of a conversation.
fn votes(world: &World, talk: Talk) -> Vec<Value> {
    let messages = world.talks.get(&talk).into_iter().flatten();
    let polls = messages.filter_map(|(_, stored)| stored.json["poll"]["id"].as_str());
    polls
        .filter_map(|id| Some((id, world.polls.get(id)?)))
        .flat_map(|(id, poll)| {
            let votes = poll.votes();
            votes.map(
                move |(user, options)| json!({"poll_id": id, "user": user, "options": options}),
            )
        })
        .collect()
}
