//! Users send inline queries and choose their results.

use serde_json::{Value, json};

use crate::{
    control::{
        answer::ControlResult,
        messages::{may_write_inline, person, talk},
        people::{bot_or_only, number},
        sender::signed,
        sends::message,
    },
    methods::inline_content,
    world::{Inline, InlineMessage, World},
};

/// The setting of a bot with the probability that it receives `chosen_inline_result`.
const FEEDBACK: &str = "inline_feedback";

/// Sends an inline query as a user.
pub(crate) fn query(world: &mut World, given: &Value) -> ControlResult {
    let from = number(given, "from")?;
    let person = person(world, from)?;
    let bot = bot_or_only(world, &given["bot"])?;
    let chat_type = match number(given, "chat_id") {
        Ok(chat) if chat != from => {
            let chat = world.chats.get(&chat).ok_or_else(|| format!("there is no chat {chat}"))?;
            chat.kind().to_owned()
        }
        _ => "sender".to_owned(),
    };
    let id = format!("{}{:06}", 5_000_000_000_000_i64 + from, world.number("inline"));
    let at = world.clock.now();
    let text = given["query"].as_str().unwrap_or_default();
    let inline = Inline { bot, user: from, query: text.to_owned(), at, answer: None };
    world.inlines.insert(id.clone(), inline);
    let mut query = json!({
        "id": id, "from": person, "query": text,
        "offset": given["offset"].as_str().unwrap_or_default(), "chat_type": chat_type,
    });
    let location = &given["location"];
    if location["latitude"].is_number() && location["longitude"].is_number() {
        query["location"] = location.clone();
    }
    world.push_update(bot, json!({"inline_query": query}));
    Ok(json!({"inline_query_id": id}))
}

/// Sends a result of an inline query as a user, to a chat of this emulator or to one
/// outside of it.
pub(crate) fn choose(world: &mut World, given: &Value) -> ControlResult {
    let query = given["inline_query_id"].as_str().ok_or("`inline_query_id` is missing")?;
    let wanted = given["result_id"].as_str().ok_or("`result_id` is missing")?;
    let query = answered(world, query)?;
    let mut results = query.answer["results"].as_array().into_iter().flatten();
    let result = results.find(|result| result["id"] == wanted).cloned();
    let result = result.ok_or("there is no such result")?;
    let (bot, from) = (query.bot, query.user);
    let person = person(world, from)?;
    let talk_of_choice =
        if given["chat_id"].is_null() { None } else { Some(talk(world, given, from)?) };
    let mut content = inline_content(world, bot, from, &result)?;
    content.insert("via_bot".to_owned(), world.bot(bot).user.clone());
    let has_keyboard = content.contains_key("reply_markup");
    let id = format!("AgAAAEmu{:08}", world.number("inline message"));
    let mut answer = json!({});
    let mut place = None;
    if let Some(talk) = talk_of_choice {
        may_write_inline(world, talk, from, &content)?;
        let mut message = signed(world, given, talk, from)?;
        message.extend(content.clone());
        let message = world.store_message(talk, Value::Object(message), None, None);
        world.notify_bots(talk, &message, false, None);
        place = message["message_id"].as_i64().map(|id| (talk, id));
        answer["message"] = message;
    }
    let mut chosen = json!({"result_id": wanted, "from": person, "query": query.text});
    // Only messages with a keyboard have an id by which they can be edited.
    if has_keyboard {
        content.insert("from".to_owned(), chosen["from"].clone());
        let json = Value::Object(content);
        world.inline_messages.insert(id.clone(), InlineMessage { bot, place, json });
        chosen["inline_message_id"] = json!(id);
        answer["inline_message_id"] = json!(id);
    }
    let feedback = world.bot(bot).settings.get(FEEDBACK).and_then(Value::as_f64);
    if feedback.is_none_or(|probability| world.random.happens(probability)) {
        world.push_update(bot, json!({"chosen_inline_result": chosen}));
    }
    Ok(answer)
}

/// A query that its bot has answered.
struct Answered {
    bot: i64,
    user: i64,
    text: String,
    answer: Value,
}

fn answered(world: &World, id: &str) -> Result<Answered, String> {
    let query = world.inlines.get(id).cloned().ok_or("there is no such query")?;
    let answer = query.answer.ok_or("the query has no answer yet")?;
    Ok(Answered { bot: query.bot, user: query.user, text: query.query, answer })
}

/// Presses the button above the results of an inline query: starts the bot with a parameter, or
/// opens a Web App.
pub(super) fn press_above(world: &mut World, given: &Value, id: &str) -> ControlResult {
    let from = number(given, "from")?;
    let Answered { bot, user, answer, .. } = answered(world, id)?;
    if from != user {
        return Err("the query is that of another user".to_owned());
    }
    let button = &answer["button"];
    if let Some(url) = button["web_app"]["url"].as_str() {
        return Ok(json!({"type": "web_app", "url": world.web_app(bot, user, url)}));
    }
    let start = button["start_parameter"].as_str().ok_or("the answer has no button")?;
    let text = format!("/start {start}");
    let body = json!({"from": user, "bot": bot, "text": text.trim_end()});
    Ok(json!({"type": "start", "message": message(world, &body)?}))
}

/// Sets how often a bot receives `chosen_inline_result`.
pub(crate) fn set_feedback(world: &mut World, given: &Value) -> ControlResult {
    let bot = bot_or_only(world, &given["bot"])?;
    let probability = given["probability"].as_f64().ok_or("`probability` is missing")?;
    if !(0.0..=1.0).contains(&probability) {
        return Err("`probability` is from 0 to 1".to_owned());
    }
    world.bot(bot).settings.insert(FEEDBACK.to_owned(), json!(probability));
    Ok(json!({}))
}
