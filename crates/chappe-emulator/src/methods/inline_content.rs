//! The messages that results of inline queries send.

use serde_json::{Map, Value, json};

use crate::{entities, methods::media::insert as insert_media, world::World};

/// The content of the message that a result sends.
pub(crate) fn inline_content(world: &World, result: &Value) -> Result<Map<String, Value>, String> {
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
