//! Users vote in polls.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        messages::{person, talk_of_message},
        people::number,
        sender::{anonymous_chat, channel_bot, channel_sender},
        visits::may_see,
    },
    world::{Talk, World},
};

/// Votes for `options` of the poll in a message. An empty list retracts the vote.
pub(crate) fn vote(world: &mut World, given: &Value) -> ControlResult {
    let (from, id) = (number(given, "from")?, number(given, "message_id")?);
    let person = person(world, from)?;
    let talk = talk_of_message(world, given, from, id)?;
    let chosen = given["options"].as_array().ok_or("`options` is missing")?;
    let chosen = chosen.iter().map(|option| usize::try_from(option.as_u64()?).ok());
    let mut chosen: Vec<usize> =
        chosen.collect::<Option<_>>().ok_or("`options` are numbers from 0 on")?;
    chosen.sort_unstable();
    chosen.dedup();
    let message = world.message(talk, id).ok_or("there is no such message")?;
    let json = &message.json["poll"];
    let poll = json["id"].as_str().ok_or("the message has no poll")?.to_owned();
    may_vote(world, talk, from, json["members_only"] == true)?;
    let voter = voter(world, given, talk, from)?;
    let poll = world.polls.get_mut(&poll).ok_or("there is no such poll")?;
    let voter_id = voter.as_ref().and_then(|chat| chat["id"].as_i64()).unwrap_or(from);
    poll.vote(voter_id, chosen.clone())?;
    let (bot, json) = (poll.bot, poll.json.clone());
    world.poll_changed(&json);
    if let Some(bot) = bot.filter(|_| json["is_anonymous"] == json!(false)) {
        let lasting: Vec<&Value> =
            chosen.iter().map(|option| &json["options"][*option]["persistent_id"]).collect();
        let mut answer = json!({
            "poll_id": json["id"], "option_ids": chosen, "option_persistent_ids": lasting,
        });
        answer["user"] = if voter.is_some() { channel_bot() } else { person };
        if let Some(chat) = voter {
            answer["voter_chat"] = chat;
        }
        world.push_update(bot, json!({"poll_answer": answer}));
    }
    Ok(json)
}

/// Checks that a user sees a chat, and is in it if the poll is for its members.
fn may_vote(world: &World, talk: Talk, from: i64, is_for_members: bool) -> Result<(), String> {
    may_see(world, talk, from)?;
    let Talk::Chat(id) = talk else { return Ok(()) };
    let Some(chat) = world.chats.get(&id) else { return Ok(()) };
    let member = chat.member(from, world.clock.date());
    let (user, chat) = (world.name_of(from), world.name_of(id));
    if is_for_members && !member.is_in() {
        return Err(format!("{user} is not in {chat}, and only members vote in the poll"));
    }
    Ok(())
}

/// The chat on whose behalf a user votes.
fn voter(world: &World, given: &Value, talk: Talk, from: i64) -> Result<Option<Value>, String> {
    let chat = match talk {
        Talk::Chat(id) => world.chats.get(&id).filter(|_| !given["sender_chat_id"].is_null()),
        Talk::Private { .. } | Talk::Business { .. } => None,
    };
    let Some(chat) = chat else { return Ok(anonymous_chat(world, talk, from)) };
    let channel = channel_sender(world, chat, from, number(given, "sender_chat_id")?)?;
    Ok(channel.or_else(|| anonymous_chat(world, talk, from)))
}
