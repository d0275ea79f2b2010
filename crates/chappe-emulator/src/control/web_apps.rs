//! Users open Web Apps, and send what bots prepared for them.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        messages::{person, talk},
        people::{bot_or_only, number},
    },
    methods::send_via_bot,
    world::{Prepared, PreparedContent, Talk, World},
};

/// Opens a Web App of a bot.
pub(crate) fn open(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    person(world, from)?;
    let bot = bot_or_only(world, &given["bot"])?;
    let id = world.open_web_app(bot, from);
    let mut json = json!({"web_app_query_id": id});
    if let Some(url) = given["url"].as_str() {
        json["url"] = json!(world.web_app_url(&id, url));
    }
    Ok(json)
}

/// What a bot prepared under an id.
fn prepared(world: &World, given: &Value) -> Result<Prepared, String> {
    let id = given["id"].as_str().ok_or("`id` is missing")?;
    world.web_apps.prepared.get(id).cloned().ok_or_else(|| format!("nothing was prepared as {id}"))
}

pub(crate) fn show(world: &mut World, given: &Value) -> ControlResult {
    let Prepared { bot, user, content } = prepared(world, given)?;
    Ok(match content {
        PreparedContent::Message { result, chats, expires_at } => json!({
            "bot": bot, "user": user, "result": result, "chat_types": chats,
            "expiration_date": expires_at,
        }),
        PreparedContent::Button(button) => json!({"bot": bot, "user": user, "button": button}),
    })
}

/// Sends a prepared message to a chat, as the user whom it was prepared for.
pub(crate) fn send(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    person(world, from)?;
    let Prepared { bot, user, content } = prepared(world, given)?;
    let PreparedContent::Message { result, chats, expires_at } = content else {
        return Err("a button was prepared, and not a message".to_owned());
    };
    if user != from {
        return Err(format!("the message was prepared for {}", world.name_of(user)));
    }
    if expires_at <= world.clock.date() {
        return Err("the prepared message has expired; ask the bot for another one".to_owned());
    }
    let talk = talk(world, given, from)?;
    let kind = match talk {
        Talk::Private { .. } => "bot".to_owned(),
        Talk::Business { .. } => "private".to_owned(),
        Talk::Chat(id) => world.chats[&id].kind().to_owned(),
    };
    if !chats.contains(&kind) {
        return Err(format!("the message may not be sent to a chat of the kind {kind}"));
    }
    let (message, inline) = send_via_bot(world, bot, from, talk, &result)?;
    let mut json = json!({"message": message});
    if let Some(id) = inline {
        json["inline_message_id"] = json!(id);
    }
    Ok(json)
}
