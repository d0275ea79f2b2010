//! Users choose inline results.

use serde_json::{Map, Value, json};

use crate::{
    control::{
        answer::ControlResult,
        messages::{button, person, talk},
        people::number,
    },
    entities,
    methods::insert_media,
    world::{Callback, InlineMessage, Talk, World},
};

/// Sends a result of an inline query as a user, to a chat of this emulator or to one
/// outside of it.
pub(crate) fn choose(world: &mut World, given: &Value) -> ControlResult {
    let query = given["inline_query_id"].as_str().ok_or("`inline_query_id` is missing")?;
    let wanted = given["result_id"].as_str().ok_or("`result_id` is missing")?;
    let query = world.inlines.get(query).cloned().ok_or("there is no such query")?;
    let answer = query.answer.as_ref().ok_or("the query has no answer yet")?;
    let mut results = answer["results"].as_array().into_iter().flatten();
    let result = results.find(|result| result["id"] == wanted).cloned();
    let result = result.ok_or("there is no such result")?;
    let (bot, from) = (query.bot, query.user);
    let person = person(world, from)?;
    let mut message = content(world, &result)?;
    let markup = result.get("reply_markup").filter(|markup| markup.is_object());
    if let Some(markup) = markup {
        message.insert("reply_markup".to_owned(), markup.clone());
    }
    let id = format!("AgAAAEmu{:08}", world.number("inline message"));
    let mut answer = json!({});
    let mut place = None;
    if !given["chat_id"].is_null() {
        let talk = talk(world, given, from)?;
        let via = world.bot(bot).user.clone();
        message.insert("from".to_owned(), person.clone());
        message.insert("via_bot".to_owned(), via);
        let message = world.store_message(talk, Value::Object(message.clone()), None, None);
        world.notify_bots(talk, &message, false, None);
        place = message["message_id"].as_i64().map(|id| (talk, id));
        answer["message"] = message;
    }
    let mut chosen = json!({"result_id": wanted, "from": person, "query": query.query});
    // Only messages with a keyboard have an id by which they can be edited.
    if markup.is_some() {
        let json = Value::Object(message);
        world.inline_messages.insert(id.clone(), InlineMessage { bot, place, json });
        chosen["inline_message_id"] = json!(id);
        answer["inline_message_id"] = json!(id);
    }
    world.push_update(bot, json!({"chosen_inline_result": chosen}));
    Ok(answer)
}

/// The content of the message that a result sends.
fn content(world: &World, result: &Value) -> Result<Map<String, Value>, String> {
    let given = &result["input_message_content"];
    let kind = result["type"].as_str().unwrap_or_default();
    let mut message = Map::new();
    if given["message_text"].is_string() {
        insert_text(&mut message, given, "message_text", "text", "entities")?;
        return Ok(message);
    }
    let place = if given["latitude"].is_number() { given } else { result };
    if place["latitude"].is_number() {
        let at = json!({"latitude": place["latitude"], "longitude": place["longitude"]});
        if place["address"].is_string() {
            let venue = json!({
                "location": at, "title": place["title"], "address": place["address"],
            });
            message.insert("venue".to_owned(), venue);
        } else {
            message.insert("location".to_owned(), at);
        }
        return Ok(message);
    }
    let contact = if given["phone_number"].is_string() { given } else { result };
    if contact["phone_number"].is_string() {
        let names = ["phone_number", "first_name", "last_name"];
        let known = names.iter().filter(|name| contact[**name].is_string());
        let contact: Map<_, _> =
            known.map(|name| ((*name).to_owned(), contact[*name].clone())).collect();
        message.insert("contact".to_owned(), contact.into());
        return Ok(message);
    }
    let file = result[format!("{kind}_file_id")].as_str();
    if let Some(file) = file.and_then(|file| world.files.get(file)) {
        insert_media(&mut message, kind, file, &Map::new());
        insert_text(&mut message, result, "caption", "caption", "caption_entities")?;
        return Ok(message);
    }
    // Content from the web is not fetched: the message holds its title instead.
    let names = ["caption", "title", "id"];
    let name = names.iter().find_map(|name| result[*name].as_str());
    message.insert("text".to_owned(), json!(name.unwrap_or_default()));
    Ok(message)
}

/// Inserts a text of a result with its entities, if there is one.
fn insert_text(
    message: &mut Map<String, Value>,
    given: &Value,
    from: &str,
    name: &str,
    entities_name: &str,
) -> Result<(), String> {
    let Some(text) = given[from].as_str() else { return Ok(()) };
    let (text, marked) = match given[entities_name].as_array() {
        Some(explicit) => entities::explicit(text, explicit)?,
        None => entities::parse(text, given["parse_mode"].as_str())?,
    };
    let marked = entities::merge(marked, entities::detect(&text));
    message.insert(name.to_owned(), json!(text));
    if !marked.is_empty() {
        message.insert(entities_name.to_owned(), json!(marked));
    }
    Ok(())
}

/// Presses a button of a message that was sent via a bot, as a user.
pub(crate) fn press(world: &mut World, given: &Value, id: &str) -> ControlResult {
    let from = number(given, "from")?;
    let person = person(world, from)?;
    let message = world.inline_messages.get(id).cloned().ok_or("there is no such message")?;
    let bot = message.bot;
    let here = message.place.and_then(|(talk, number)| world.message(talk, number));
    let json = here.map_or(&message.json, |stored| &stored.json);
    let data = button(&json["reply_markup"]["inline_keyboard"], given)?;
    let query = format!("{}{:06}", 4_000_000_000_000_i64 + from, world.number("callback"));
    let at = world.clock.now();
    let (talk, number) = message.place.unwrap_or((Talk::Private { bot, user: from }, 0));
    let callback = Callback { bot, user: from, talk, message: number, at, answer: None };
    world.callbacks.insert(query.clone(), callback);
    world.push_update(
        bot,
        json!({"callback_query": {
            "id": query, "from": person, "inline_message_id": id,
            "chat_instance": talk.chat_id().to_string(), "data": data,
        }}),
    );
    Ok(json!({"callback_query_id": query}))
}
