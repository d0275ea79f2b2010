//! Users choose inline results.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        messages::{button, person, talk},
        people::number,
    },
    methods::inline_content,
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
    let mut message = inline_content(world, &result)?;
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
