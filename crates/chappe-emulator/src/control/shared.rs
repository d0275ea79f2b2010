//! Users share users and chats with a bot by buttons that request them.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        messages::{person, talk},
        people::{bot_or_only, number},
    },
    world::{Chat, Member, Status, World},
};

/// Sends the users that a user chooses.
pub(super) fn users(world: &mut World, given: &Value, button: &Value) -> ControlResult {
    let request = &button["request_users"];
    let chosen =
        given["users"].as_array().ok_or("`users` is missing: the button requests users")?;
    let most = request["max_quantity"].as_u64().unwrap_or(1);
    if chosen.is_empty() || chosen.len() as u64 > most {
        return Err(format!("the button requests 1 to {most} users"));
    }
    let mut users = Vec::new();
    for id in chosen.iter().map(|id| id.as_i64().unwrap_or_default()) {
        let user = world.user(id).ok_or_else(|| format!("there is no user {id}"))?;
        for (filter, name) in [("user_is_bot", "is_bot"), ("user_is_premium", "is_premium")] {
            let is_wrong = |wanted: bool| wanted != (user[name] == true);
            if request[filter].as_bool().is_some_and(is_wrong) {
                return Err(format!(
                    "the button requests users by `{filter}`: {}",
                    request[filter]
                ));
            }
        }
        let mut shared = json!({"user_id": id});
        let names = [
            ("request_name", "first_name"),
            ("request_name", "last_name"),
            ("request_username", "username"),
        ];
        for (_, name) in names.iter().filter(|(asked, _)| request[*asked] == true) {
            if !user[*name].is_null() {
                shared[*name] = user[*name].clone();
            }
        }
        users.push(shared);
    }
    let ids: Vec<&Value> = users.iter().map(|user| &user["user_id"]).collect();
    let shared = json!({"request_id": request["request_id"], "user_ids": ids, "users": users});
    let mut content = json!({"users_shared": shared});
    if let [only] = &users[..] {
        // The name of earlier versions of the Bot API.
        content["user_shared"] =
            json!({"request_id": request["request_id"], "user_id": only["user_id"]});
    }
    share(world, given, content)
}

/// Sends the chat that a user chooses.
pub(super) fn chat(world: &mut World, given: &Value, button: &Value) -> ControlResult {
    let request = &button["request_chat"];
    let id = given["chat"].as_i64().ok_or("`chat` is missing: the button requests a chat")?;
    let from = number(given, "from")?;
    let bot = bot_or_only(world, &given["bot"])?;
    let chat = world.chats.get(&id).ok_or_else(|| format!("there is no chat {id}"))?;
    fits(chat, request, from, bot, world.clock.date())?;
    let mut shared = json!({"request_id": request["request_id"], "chat_id": id});
    for (asked, name) in [("request_title", "title"), ("request_username", "username")] {
        if request[asked] == true && !chat.json[name].is_null() {
            shared[name] = chat.json[name].clone();
        }
    }
    share(world, given, json!({"chat_shared": shared}))
}

/// Checks that a chat is one that a button requests.
fn fits(chat: &Chat, request: &Value, user: i64, bot: i64, now: i64) -> Result<(), String> {
    let user = chat.member(user, now);
    let bot = chat.member(bot, now);
    let lacks = |member: &Member, rights: &Value| {
        let rights = rights.as_object().into_iter().flatten();
        let mut wanted = rights.filter(|(_, is_wanted)| **is_wanted == true);
        wanted.any(|(right, _)| !member.has_right(right))
    };
    let flags = [
        ("chat_is_channel", chat.is_channel()),
        ("chat_is_forum", chat.json["is_forum"] == true),
        ("chat_has_username", chat.json["username"].is_string()),
    ];
    let is_other =
        |name: &str, is: bool| request[name].as_bool().is_some_and(|wanted| wanted != is);
    let wrong = flags.iter().find(|(name, is)| is_other(name, *is));
    let wrong = wrong.map(|(name, _)| *name).or_else(|| {
        let checks = [
            (
                "chat_is_created",
                request["chat_is_created"] == true && user.status != Status::Creator,
            ),
            ("bot_is_member", request["bot_is_member"] == true && !bot.is_in()),
            ("user_administrator_rights", lacks(&user, &request["user_administrator_rights"])),
            ("bot_administrator_rights", lacks(&bot, &request["bot_administrator_rights"])),
        ];
        checks.into_iter().find(|(_, is_wrong)| *is_wrong).map(|(name, _)| name)
    });
    match wrong {
        Some(name) => Err(format!("the button requests a chat by `{name}`: {}", request[name])),
        None if !user.is_in() => Err("a user shares chats that the user is in".to_owned()),
        None => Ok(()),
    }
}

/// Sends the service message about what is shared.
fn share(world: &mut World, given: &Value, mut content: Value) -> ControlResult {
    let from = number(given, "from")?;
    let talk = talk(world, given, from)?;
    content["from"] = person(world, from)?;
    let message = world.store_message(talk, content, None, None);
    world.notify_bots(talk, &message, false, None);
    Ok(message)
}
