//! Users vote in polls.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        messages::{person, talk_of_press},
        people::number,
    },
    world::World,
};

/// Votes for `options` of the poll in a message. An empty list retracts the vote.
pub(crate) fn vote(world: &mut World, given: &Value) -> ControlResult {
    let (from, id) = (number(given, "from")?, number(given, "message_id")?);
    let person = person(world, from)?;
    let talk = talk_of_press(world, given, from, id)?;
    let chosen = given["options"].as_array().ok_or("`options` is missing")?;
    let chosen = chosen.iter().map(|option| usize::try_from(option.as_u64()?).ok());
    let mut chosen: Vec<usize> =
        chosen.collect::<Option<_>>().ok_or("`options` are numbers from 0 on")?;
    chosen.sort_unstable();
    chosen.dedup();
    let message = world.message(talk, id).ok_or("there is no such message")?;
    let poll = message.json["poll"]["id"].as_str().ok_or("the message has no poll")?.to_owned();
    let poll = world.polls.get_mut(&poll).ok_or("there is no such poll")?;
    poll.vote(from, chosen.clone())?;
    let (bot, json) = (poll.bot, poll.json.clone());
    world.poll_changed(&json);
    if json["is_anonymous"] == json!(false) {
        let lasting: Vec<&Value> =
            chosen.iter().map(|option| &json["options"][*option]["persistent_id"]).collect();
        let answer = json!({
            "poll_id": json["id"], "user": person, "option_ids": chosen,
            "option_persistent_ids": lasting,
        });
        world.push_update(bot, json!({"poll_answer": answer}));
    }
    Ok(json)
}
