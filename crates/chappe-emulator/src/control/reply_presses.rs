//! Users press buttons of reply keyboards, and Web Apps send data.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        content::own_contact,
        messages::{person, talk},
        people::{bot_or_only, number},
        presses::{at, with},
        sends::message,
        shared,
    },
    world::{Stored, Talk, World},
};

/// The most bytes that a Web App sends.
const LONGEST_DATA: usize = 4096;

/// Where a user without a position of the test is.
const POSITION: (f64, f64) = (48.8584, 2.2945);

/// What a kind of button does.
type Effect = fn(&mut World, &Value, &Value) -> ControlResult;

/// The kinds of buttons besides plain ones: the member that names the kind, and the effect, which
/// receives the body and the button.
const KINDS: [(&str, Effect); 6] = [
    ("request_contact", send_contact),
    ("request_location", send_location),
    ("request_poll", send_poll),
    ("request_users", shared::users),
    ("request_chat", shared::chat),
    ("web_app", open_web_app),
];

/// Presses a button of the reply keyboard that a user sees.
pub(crate) fn press(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    person(world, from)?;
    let talk = talk(world, given, from)?;
    let (id, by, keyboard) = keyboard(world, talk, from).ok_or("there is no reply keyboard")?;
    let button = button(&keyboard["keyboard"], given)?;
    let kind = KINDS.iter().find(|(name, _)| !button[*name].is_null() && button[*name] != false);
    if !button["request_managed_bot"].is_null() {
        return Err("the emulator has no managed bots".to_owned());
    }
    // In groups, bots receive the text as a reply to the message with the keyboard.
    let is_reply = kind.is_some() || matches!(talk, Talk::Chat(_));
    let mut body = with(given, [("bot", json!(by))]);
    if let Some(body) = body.as_object_mut() {
        // These members describe the press, and not a message.
        for name in ["text", "button", "users", "chat", "data"] {
            body.remove(name);
        }
    }
    if is_reply {
        body["reply_to_message_id"] = json!(id);
    }
    let sent = if let Some((_, effect)) = kind {
        let asked = ["users", "chat", "data"].map(|name| (name, given[name].clone()));
        effect(world, &with(&body, asked), &button)?
    } else {
        let label = button["text"].as_str().or_else(|| button.as_str()).unwrap_or_default();
        if let Some(body) = body.as_object_mut() {
            body.retain(|name, _| !["contact", "location", "poll"].contains(&&**name));
        }
        message(world, &with(&body, [("text", json!(label))]))?
    };
    Ok(if sent["message_id"].is_i64() { json!({"message": sent}) } else { sent })
}

/// The keyboard that a user sees: its message, the bot that sent it, and the keyboard.
fn keyboard(world: &World, talk: Talk, user: i64) -> Option<(i64, i64, Value)> {
    let messages = world.talks.get(&talk)?;
    let shown = messages.iter().rev().find_map(|(id, stored)| {
        let keyboard = stored.keyboard.as_ref()?;
        let is_meant = keyboard["selective"] != true || concerns(stored, user);
        is_meant.then_some((*id, stored.by?, keyboard))
    });
    let (id, by, keyboard) = shown?;
    keyboard["keyboard"].is_array().then(|| (id, by, keyboard.clone()))
}

/// Whether a selective keyboard is shown to a user: one who is mentioned, or whose message is
/// replied to.
fn concerns(stored: &Stored, user: i64) -> bool {
    let message = &stored.json;
    let entities = ["entities", "caption_entities"].map(|name| &message[name]);
    let mut entities = entities.into_iter().filter_map(Value::as_array).flatten();
    message["chat"]["type"] == "private"
        || message["reply_to_message"]["from"]["id"] == json!(user)
        || entities.any(|entity| entity["user"]["id"] == json!(user))
}

/// A button, found by its text or by its row and column.
fn button(rows: &Value, given: &Value) -> Result<Value, String> {
    let button = match (&given["text"], &given["button"]) {
        (Value::String(text), _) => {
            let rows = rows.as_array().into_iter().flatten();
            let mut buttons = rows.flat_map(|row| row.as_array().into_iter().flatten());
            buttons.find(|button| *button == text || button["text"] == json!(text))
        }
        (_, Value::Array(place)) => at(rows, place),
        _ => return Err("`text` or `button` is missing".to_owned()),
    };
    button.cloned().ok_or_else(|| "there is no such button".to_owned())
}

fn send_contact(world: &mut World, given: &Value, _: &Value) -> ControlResult {
    let mut contact = own_contact(&person(world, number(given, "from")?)?);
    for (name, value) in given["contact"].as_object().into_iter().flatten() {
        contact[name] = value.clone();
    }
    message(world, &with(given, [("contact", contact)]))
}

fn send_location(world: &mut World, given: &Value, _: &Value) -> ControlResult {
    let (latitude, longitude) = POSITION;
    let location = match &given["location"] {
        Value::Null => json!({"latitude": latitude, "longitude": longitude}),
        location => location.clone(),
    };
    message(world, &with(given, [("location", location)]))
}

fn send_poll(world: &mut World, given: &Value, button: &Value) -> ControlResult {
    let mut poll = given.get("poll").filter(|poll| poll.is_object()).cloned();
    let poll = poll.as_mut().ok_or("`poll` is missing: the button requests one")?;
    if let Some(kind) = button["request_poll"]["type"].as_str() {
        if poll["type"].as_str().is_some_and(|given| given != kind) {
            return Err(format!("the button requests a poll of the type {kind}"));
        }
        poll["type"] = json!(kind);
    }
    let poll = poll.clone();
    message(world, &with(given, [("poll", poll)]))
}

/// Opens a Web App, which sends `data` to the bot.
fn open_web_app(world: &mut World, given: &Value, button: &Value) -> ControlResult {
    let (from, bot) = (number(given, "from")?, bot_or_only(world, &given["bot"])?);
    if given["data"].is_null() {
        let url = button["web_app"]["url"].as_str().unwrap_or_default();
        return Ok(json!({"url": world.web_app(bot, from, url)}));
    }
    let body = json!({
        "from": from, "bot": bot, "button_text": button["text"], "data": given["data"],
    });
    web_app_data(world, &body)
}

/// Sends the data of a Web App that a button of a reply keyboard opened.
pub(crate) fn web_app_data(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    let person = person(world, from)?;
    let bot = bot_or_only(world, &given["bot"])?;
    let text = given["button_text"].as_str().ok_or("`button_text` is missing")?;
    let data = given["data"].as_str().ok_or("`data` is missing")?;
    if !(1..=LONGEST_DATA).contains(&data.len()) {
        return Err("`data` has 1 to 4096 bytes".to_owned());
    }
    let talk = Talk::Private { bot, user: from };
    let message = json!({"from": person, "web_app_data": {"button_text": text, "data": data}});
    let message = world.store_message(talk, message, None, None);
    world.notify_bots(talk, &message, false, None);
    Ok(json!({"message": message}))
}
