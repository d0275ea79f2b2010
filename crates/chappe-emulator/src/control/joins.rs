//! Users join by links, ask to join, and administrators decide.

use serde_json::{Value, json};

use crate::{
    control::{answer::ControlResult, messages::person, people::number},
    world::{Chat, LinkTerms, Status, World},
};

/// The chat of an administrator who invites users.
fn invitable(world: &World, from: i64, id: i64) -> Result<&Chat, String> {
    let chat = world.chats.get(&id).ok_or_else(|| format!("there is no group {id}"))?;
    if chat.member(from, world.clock.date()).has_right("can_invite_users") {
        return Ok(chat);
    }
    let (user, chat) = (world.name_of(from), world.name_of(id));
    Err(format!("{user} may not invite users to {chat}"))
}

/// Creates an invite link as an administrator.
pub(crate) fn create_link(world: &mut World, given: &Value) -> ControlResult {
    let (from, id) = (number(given, "from")?, number(given, "chat_id")?);
    person(world, from)?;
    invitable(world, from, id)?;
    let terms = LinkTerms::new(
        given["name"].as_str().unwrap_or_default(),
        given["expire_date"].as_i64().unwrap_or_default(),
        given["member_limit"].as_i64().unwrap_or_default(),
        given["creates_join_request"].as_bool().unwrap_or_default(),
    );
    terms.check(world.clock.date()).map_err(|error| error.to_string())?;
    let url = world.add_link(id, from, terms, None);
    Ok(world.link_json(id, &url, from).unwrap_or_default())
}

/// What a user joins: the chat, the link, and whether an administrator decides.
struct Entrance {
    chat: i64,
    link: Option<String>,
    needs_approval: bool,
}

/// The entrance that the body names.
fn entrance(world: &World, given: &Value) -> Result<Entrance, String> {
    if let Some(url) = given["invite_link"].as_str() {
        let found = world.find_link(url);
        let (chat, link) = found.ok_or_else(|| format!("there is no invite link {url}"))?;
        if let Some(why) = link.closed(world.clock.date()) {
            return Err(format!("the invite link {url} {why}"));
        }
        let needs_approval = link.terms.creates_join_request;
        return Ok(Entrance { chat, link: Some(url.to_owned()), needs_approval });
    }
    let Ok(id) = number(given, "chat_id") else {
        return Err("`invite_link` or `chat_id` is missing".to_owned());
    };
    let chat = world.chats.get(&id).ok_or_else(|| format!("there is no group {id}"))?;
    if chat.json["username"].is_null() {
        let chat = world.name_of(id);
        return Err(format!("{chat} is private: `invite_link` is missing"));
    }
    let needs_approval =
        chat.full.get("join_by_request").is_some_and(|by_request| *by_request == true);
    Ok(Entrance { chat: id, link: None, needs_approval })
}

/// A user joins a chat, or asks to join it.
pub(crate) fn join(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    let user = person(world, from)?;
    let entrance = entrance(world, given)?;
    let now = world.clock.date();
    let before = world.chats.get(&entrance.chat).map(|chat| chat.member(from, now));
    let before = before.ok_or("there is no such chat")?;
    let (name, chat) = (world.name_of(from), world.name_of(entrance.chat));
    if before.is_in() {
        return Err(format!("{name} is in {chat} already"));
    }
    if before.status == Status::Kicked {
        return Err(format!("{name} is banned from {chat}"));
    }
    let link = entrance.link.as_deref();
    if entrance.needs_approval {
        let bio = given["bio"].as_str().unwrap_or_default();
        world.ask_to_join(entrance.chat, &user, link, bio);
        return Ok(json!({"status": "requested"}));
    }
    world.pay_to_join(entrance.chat, from, link)?;
    let message = world.join_by(entrance.chat, &user, link);
    Ok(with_message(json!({"status": "joined"}), message))
}

fn with_message(mut answer: Value, message: Option<Value>) -> Value {
    if let Some(message) = message {
        answer["message"] = message;
    }
    answer
}

/// Returns the pending requests to join a chat.
pub(crate) fn requests(world: &mut World, given: &Value) -> ControlResult {
    let id = number(given, "chat_id")?;
    let chat = world.chats.get(&id).ok_or_else(|| format!("there is no group {id}"))?;
    Ok(json!({"join_requests": world.join_requests(chat)}))
}

/// An administrator approves or declines a request to join.
pub(crate) fn decide(world: &mut World, given: &Value) -> ControlResult {
    let (id, user) = (number(given, "chat_id")?, number(given, "user")?);
    let approves = given["approve"].as_bool().ok_or("`approve` is missing")?;
    let chat = world.chats.get(&id).ok_or_else(|| format!("there is no group {id}"))?;
    let from = if given["from"].is_null() {
        chat.owner()
            .ok_or_else(|| format!("{} has no owner: `from` is missing", world.name_of(id)))?
    } else {
        number(given, "from")?
    };
    let by = person(world, from)?;
    if !invitable(world, from, id)?.requests.contains_key(&user) {
        let (user, chat) = (world.name_of(user), world.name_of(id));
        return Err(format!("{user} has not asked to join {chat}"));
    }
    if approves {
        let message = world.admit(id, user, &by);
        return Ok(with_message(json!({}), message));
    }
    world.decline(id, user);
    Ok(json!({}))
}
