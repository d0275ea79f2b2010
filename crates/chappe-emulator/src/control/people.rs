//! Users and chats.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        chats::{chat_id, link, linked, user_id},
    },
    world::{Chat, Member, Status, World, description},
};

/// Finds the bot that a value names: by id or by token.
pub(crate) fn bot(world: &mut World, value: &Value) -> Result<i64, String> {
    let none = || format!("there is no bot {value}");
    let id = match value {
        Value::String(text) if text.contains(':') => return world.bot_of(text).ok_or_else(none),
        Value::String(text) => text.parse().ok(),
        value => value.as_i64(),
    };
    id.filter(|id| world.bots.contains_key(id)).ok_or_else(none)
}

/// Finds the bot that a value names; without a name, the only bot.
pub(crate) fn bot_or_only(world: &mut World, value: &Value) -> Result<i64, String> {
    if !value.is_null() {
        return bot(world, value);
    }
    match world.bots.keys().collect::<Vec<_>>()[..] {
        [only] => Ok(*only),
        [] => Err("there is no bot yet".to_owned()),
        _ => Err("`bot` is missing, and there are several".to_owned()),
    }
}

pub(crate) fn number(value: &Value, name: &str) -> Result<i64, String> {
    let value = &value[name];
    let number = value.as_i64().or_else(|| value.as_str()?.parse().ok());
    number.ok_or_else(|| format!("`{name}` is missing"))
}

/// Names the bot of a token, which is created on first use. Returns its `User`.
pub(crate) fn name_bot(world: &mut World, token: &str, name: &str) -> ControlResult {
    let id = world.bot_of(token).ok_or("the token is not one, or another bot has its id")?;
    let bot = world.bot(id);
    bot.rename(name);
    let user = bot.user.clone();
    world.emit("bot", json!({"bot": user}));
    Ok(user)
}

/// The optional fields of a user, and their types.
const USER_FIELDS: [(&str, &str); 4] = [
    ("last_name", "string"),
    ("username", "string"),
    ("language_code", "string"),
    ("is_premium", "boolean"),
];

pub(crate) fn add_user(world: &mut World, given: &Value) -> ControlResult {
    let first_name = given["first_name"].as_str().ok_or("`first_name` is missing")?;
    let id = user_id(world, given)?;
    let mut user = json!({"id": id, "is_bot": false, "first_name": first_name});
    for (name, kind) in USER_FIELDS {
        let value = &given[name];
        match kind {
            _ if value.is_null() => continue,
            "string" if value.is_string() => {}
            "boolean" if value.is_boolean() => {}
            kind => return Err(format!("`{name}` is a {kind}")),
        }
        user[name] = value.clone();
    }
    world.users.insert(id, user.clone());
    world.emit("user", json!({"user": user}));
    Ok(user)
}

pub(crate) fn add_chat(world: &mut World, given: &Value) -> ControlResult {
    let kind = given["type"].as_str().unwrap_or("group");
    if !["group", "supergroup", "channel"].contains(&kind) {
        return Err("`type` is group, supergroup or channel".to_owned());
    }
    let linked = linked(world, kind, given)?;
    let id = chat_id(world, kind, given)?;
    let mut chat = Chat::new(id, kind, given["title"].as_str().unwrap_or("Group"));
    if let Some(username) = given["username"].as_str() {
        chat.json["username"] = json!(username);
    }
    if kind == "supergroup" && given["is_forum"] == true {
        chat.json["is_forum"] = json!(true);
    }
    if kind == "supergroup" && given["join_by_request"] == true {
        chat.full.insert("join_by_request".to_owned(), json!(true));
    }
    let text = description(given["description"].as_str().unwrap_or_default());
    if !text.is_empty() {
        chat.full.insert("description".to_owned(), json!(text));
    }
    let people = given["members"].as_array().into_iter().flatten().filter_map(Value::as_i64);
    for (at, user) in people.enumerate() {
        if !world.users.contains_key(&user) {
            return Err(format!("there is no user {user}"));
        }
        let status = if at == 0 { Status::Creator } else { Status::Member };
        chat.members.insert(user, Member::new(status));
    }
    let json = chat.json.clone();
    world.chats.insert(id, chat);
    world.talks.insert(crate::world::Talk::Chat(id), std::collections::BTreeMap::new());
    if let Some(other) = linked {
        link(world, id, other);
    }
    let bots = given["bots"].as_array().cloned().unwrap_or_default();
    let by = world.chats[&id].owner().and_then(|user| world.users.get(&user));
    let by =
        by.cloned().unwrap_or_else(|| json!({"id": 1, "is_bot": false, "first_name": "Somebody"}));
    for value in &bots {
        let bot = bot(world, value)?;
        // In channels, bots can only be administrators.
        let member = match kind {
            "channel" => Member::full_administrator(),
            _ => Member::new(Status::Member),
        };
        world.set_member(id, bot, &member, &by);
    }
    world.emit("chat", json!({"chat": json}));
    Ok(json)
}

/// Blocks a bot as a user, or unblocks it.
pub(crate) fn block(world: &mut World, given: &Value) -> ControlResult {
    let user = number(given, "from")?;
    let bot = bot_or_only(world, &given["bot"])?;
    let Some(person) = world.users.get(&user).cloned() else {
        return Err(format!("there is no user {user}"));
    };
    let blocks = given["blocked"].as_bool().unwrap_or(true);
    world.blocked.retain(|pair| *pair != (bot, user));
    if blocks {
        world.blocked.push((bot, user));
    }
    let (inside, blocked) = (Member::new(Status::Member), Member::new(Status::Kicked));
    let (before, after) = if blocks { (inside, blocked) } else { (blocked, inside) };
    let me = world.bot(bot).user.clone();
    let talk = crate::world::Talk::Private { bot, user };
    let changed = json!({
        "chat": world.chat_json(talk), "from": person, "date": world.clock.date(),
        "old_chat_member": before.json(&me, "private"),
        "new_chat_member": after.json(&me, "private"),
    });
    world.push_update(bot, json!({"my_chat_member": changed}));
    Ok(json!({}))
}
