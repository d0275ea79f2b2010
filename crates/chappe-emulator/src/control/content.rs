//! The contents of users' messages.

use serde_json::{Map, Value, json};

use crate::{
    control::messages::{insert_media, insert_text},
    methods::content_by,
    world::{Poll, Talk, World},
};

/// The contents that a method of the Bot API makes from the same members: the member, and the
/// method.
const BY_METHOD: [(&str, &str); 5] = [
    ("contact", "sendContact"),
    ("location", "sendLocation"),
    ("venue", "sendVenue"),
    ("dice", "sendDice"),
    ("poll", "sendPoll"),
];

/// The content that a body describes.
pub(super) fn of(
    world: &mut World,
    given: &Value,
    talk: Talk,
) -> Result<Map<String, Value>, String> {
    let mut content = Map::new();
    let mut kinds = 0;
    if let Some(text) = given["text"].as_str() {
        insert_text(&mut content, "text", "entities", text, given.get("entities"));
        kinds += 1;
    }
    if let Some(media) = given.get("media").filter(|media| media.is_object()) {
        insert_media(world, &mut content, media)?;
        kinds += 1;
    }
    for (name, method) in BY_METHOD {
        let member = &given[name];
        if !member.is_null() {
            content.extend(by_method(world, name, method, member, talk)?);
            kinds += 1;
        }
    }
    match kinds {
        1 => Ok(content),
        0 => Err("the content is missing: `text`, `media`, `contact`, `location`, `venue`, \
                  `dice` or `poll`"
            .to_owned()),
        _ => Err("a message has one content; `media.caption` is its text".to_owned()),
    }
}

fn by_method(
    world: &mut World,
    name: &str,
    method: &str,
    member: &Value,
    talk: Talk,
) -> Result<Map<String, Value>, String> {
    let mut values = match member {
        Value::String(emoji) if name == "dice" => {
            Map::from_iter([("emoji".to_owned(), json!(emoji))])
        }
        Value::Object(values) => values.clone(),
        _ if name == "dice" => return Err("`dice` is an emoji".to_owned()),
        _ => return Err(format!("`{name}` is an object")),
    };
    let user = values.remove("user_id").filter(|_| name == "contact");
    let mut content = content_by(world, 0, method, values, talk)?;
    if let (Some(user), Some(contact)) = (user, content.get_mut("contact")) {
        contact["user_id"] = user;
    }
    Ok(content)
}

/// Registers the poll of a user's message.
pub(super) fn register_poll(world: &mut World, message: &mut Map<String, Value>) {
    let Some(poll) = message.get_mut("poll").filter(|poll| poll["id"].is_null()) else { return };
    let id = world.number("poll").to_string();
    poll["id"] = json!(id);
    poll["total_voter_count"] = json!(0);
    let registered = Poll::of_user(poll.clone());
    *poll = registered.json.clone();
    world.add_poll(id, registered);
}

/// The contact of a user, with a made-up number.
pub(super) fn own_contact(user: &Value) -> Value {
    let id = user["id"].as_i64().unwrap_or_default();
    let mut contact = json!({
        "phone_number": format!("+1555{:07}", id % 10_000_000),
        "first_name": user["first_name"], "user_id": id,
    });
    if user["last_name"].is_string() {
        contact["last_name"] = user["last_name"].clone();
    }
    contact
}
