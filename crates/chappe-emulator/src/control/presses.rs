//! Users press inline buttons.

use serde_json::{Map, Value, json};

use crate::{
    control::{
        answer::ControlResult,
        inline,
        messages::{person, talk, talk_of_message},
        payments,
        people::number,
        visits::may_see,
    },
    world::{Callback, Talk, World},
};

/// A button, and where it is pressed.
struct Press {
    bot: i64,
    user: i64,
    talk: Talk,
    message_id: i64,
    message: Value,
    /// The id of a message that was sent via the bot.
    inline_message_id: Option<String>,
    button: Value,
}

/// What a kind of button does.
type Effect = fn(&mut World, &Value, &Press) -> ControlResult;

/// The kinds of buttons: the member that names the kind, the type of the answer, and the effect.
const KINDS: [(&str, &str, Effect); 10] = [
    ("callback_data", "callback", callback),
    ("callback_game", "game", callback),
    ("pay", "pay", pay),
    ("url", "url", url),
    ("login_url", "login", login),
    ("web_app", "web_app", web_app),
    ("switch_inline_query", "switch_inline", switch_inline),
    ("switch_inline_query_current_chat", "switch_inline", switch_inline),
    ("switch_inline_query_chosen_chat", "switch_inline", switch_inline),
    ("copy_text", "copy", copy),
];

/// Presses a button of a message, or the button above the results of an inline query.
pub(crate) fn press(world: &mut World, given: &Value) -> ControlResult {
    if let Some(id) = given["inline_query_id"].as_str() {
        return inline::press_above(world, given, id);
    }
    let press = find(world, given)?;
    perform(world, given, &press)
}

/// Presses a button of an ephemeral message.
pub(crate) fn press_ephemeral(world: &mut World, given: &Value) -> ControlResult {
    let (user, id) = (number(given, "from")?, number(given, "ephemeral_message_id")?);
    number(given, "chat_id")?;
    person(world, user)?;
    let talk = talk(world, given, user)?;
    let found = world.ephemeral((talk, user, id)).cloned().ok_or("there is no such message")?;
    let (bot, message) = (found.by, found.json);
    let button = button(&message["reply_markup"]["inline_keyboard"], given)?;
    // Calls identify an ephemeral message by another id.
    let (message_id, inline_message_id) = (0, None);
    perform(
        world,
        given,
        &Press { bot, user, talk, message_id, message, inline_message_id, button },
    )
}

/// Does what the kind of a button does.
fn perform(world: &mut World, given: &Value, press: &Press) -> ControlResult {
    let button = &press.button;
    let kind = KINDS.iter().find(|(name, ..)| !button[*name].is_null() && button[*name] != false);
    let (_, kind, effect) = kind.ok_or("the button does nothing")?;
    let mut answer = effect(world, given, press)?;
    answer["type"] = json!(kind);
    Ok(answer)
}

/// The button that a body names.
fn find(world: &mut World, given: &Value) -> Result<Press, String> {
    let user = number(given, "from")?;
    person(world, user)?;
    if let Some(id) = given["inline_message_id"].as_str() {
        let message = world.inline_messages.get(id).cloned().ok_or("there is no such message")?;
        let here = message.place.and_then(|(talk, number)| world.message(talk, number));
        let json = here.map_or(message.json, |stored| stored.json.clone());
        let bot = message.bot;
        let (talk, number) = message.place.unwrap_or((Talk::Private { bot, user }, 0));
        let button = button(&json["reply_markup"]["inline_keyboard"], given)?;
        return Ok(Press {
            bot,
            user,
            talk,
            message_id: number,
            message: json,
            inline_message_id: Some(id.to_owned()),
            button,
        });
    }
    let id = number(given, "message_id")?;
    let talk = talk_of_message(world, given, user, id)?;
    may_see(world, talk, user)?;
    let stored = world.message(talk, id).cloned().ok_or("there is no such message")?;
    let inline_message_id = world.inline_message_at(talk, id);
    let via = inline_message_id.as_ref().and_then(|id| world.inline_messages.get(id));
    let bot = via.map(|message| message.bot).or(stored.by);
    let bot = bot.ok_or("only messages of bots have buttons")?;
    let button = button(&stored.json["reply_markup"]["inline_keyboard"], given)?;
    let message = stored.json;
    Ok(Press { bot, user, talk, message_id: id, message, inline_message_id, button })
}

/// A button, found by its data or by its row and column.
fn button(rows: &Value, given: &Value) -> Result<Value, String> {
    let button = match (&given["data"], &given["button"]) {
        (Value::String(data), _) => {
            let rows = rows.as_array().into_iter().flatten();
            let mut buttons = rows.flat_map(|row| row.as_array().into_iter().flatten());
            buttons.find(|button| button["callback_data"] == json!(data))
        }
        (_, Value::Array(place)) => at(rows, place),
        _ => return Err("`data` or `button` is missing".to_owned()),
    };
    button.cloned().ok_or_else(|| "there is no such button".to_owned())
}

/// The button in a row and a column.
pub(super) fn at<'a>(rows: &'a Value, place: &[Value]) -> Option<&'a Value> {
    let at = |index: usize| {
        let number = place.get(index).and_then(Value::as_u64).unwrap_or(u64::MAX);
        usize::try_from(number).unwrap_or(usize::MAX)
    };
    rows.get(at(0)).and_then(|row| row.get(at(1)))
}

/// Sends a callback query, with the data of the button or with the game of the message.
fn callback(world: &mut World, _: &Value, press: &Press) -> ControlResult {
    let Press { bot, user, talk, message_id, message, inline_message_id, button } = press;
    if button["callback_data"].is_null() && !message["game"].is_object() {
        return Err("the message has no game".to_owned());
    }
    let id = format!("{}{:06}", 4_000_000_000_000_i64 + user, world.number("callback"));
    let at = world.clock.now();
    let callback =
        Callback { bot: *bot, user: *user, talk: *talk, message: *message_id, at, answer: None };
    world.callbacks.insert(id.clone(), callback);
    let mut query = json!({
        "id": id, "from": world.user(*user), "chat_instance": talk.chat_id().to_string(),
    });
    match inline_message_id {
        Some(id) => query["inline_message_id"] = json!(id),
        None => query["message"] = message.clone(),
    }
    if button["callback_data"].is_null() {
        query["game_short_name"] = message["game"]["title"].clone();
    } else {
        query["data"] = button["callback_data"].clone();
    }
    world.push_update(*bot, json!({"callback_query": query}));
    Ok(json!({"callback_query_id": id}))
}

/// Confirms the payment of the invoice in the message.
fn pay(world: &mut World, given: &Value, press: &Press) -> ControlResult {
    let place = [("bot", json!(press.bot)), ("message_id", json!(press.message_id))];
    payments::pre_checkout_query(world, &with(given, place))
}

fn url(_: &mut World, _: &Value, press: &Press) -> ControlResult {
    Ok(json!({"url": press.button["url"]}))
}

/// Logs a user in to a website: the URL contains the user's signed data. A user who allows the
/// bot to write opens a chat with it.
fn login(world: &mut World, given: &Value, press: &Press) -> ControlResult {
    let login = &press.button["login_url"];
    let url = login["url"].as_str().unwrap_or_default();
    let bot = match login["bot_username"].as_str().map(|name| name.trim_start_matches('@')) {
        Some(name) => {
            let mut bots = world.bots.values();
            let found = bots.find(|bot| bot.username().eq_ignore_ascii_case(name));
            found.map(|bot| bot.id).ok_or_else(|| format!("there is no bot @{name}"))?
        }
        None => press.bot,
    };
    let mut answer = json!({"url": world.login_url(bot, press.user, url)});
    if login["request_write_access"] == true && given["write_access"] != false {
        let domain = url.split("://").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next());
        let talk = Talk::Private { bot, user: press.user };
        let message = json!({"from": world.user(press.user), "connected_website": domain});
        let message = world.store_message(talk, message, None, None);
        world.notify_bots(talk, &message, false, None);
        answer["message"] = message;
    }
    Ok(answer)
}

fn web_app(world: &mut World, _: &Value, press: &Press) -> ControlResult {
    let url = press.button["web_app"]["url"].as_str().unwrap_or_default();
    Ok(json!({"url": world.web_app(press.bot, press.user, url)}))
}

/// The inline query that a client begins for the user, in this chat or in one that the user
/// chooses.
fn switch_inline(world: &mut World, _: &Value, press: &Press) -> ControlResult {
    let button = &press.button;
    let chosen = &button["switch_inline_query_chosen_chat"];
    let (query, chat) = if let Some(query) = button["switch_inline_query_current_chat"].as_str() {
        (query, "current")
    } else if let Some(query) = button["switch_inline_query"].as_str() {
        (query, "any")
    } else {
        (chosen["query"].as_str().unwrap_or_default(), "chosen")
    };
    let username = world.bot(press.bot).username().to_owned();
    let mut answer = json!({"query": query, "text": format!("@{username} {query}"), "chat": chat});
    if chat == "chosen" {
        let kinds = [
            ("allow_user_chats", "private"),
            ("allow_bot_chats", "bot"),
            ("allow_group_chats", "group"),
            ("allow_channel_chats", "channel"),
        ];
        let allowed = kinds.iter().filter(|(name, _)| chosen[*name] == true);
        answer["allowed_chats"] = allowed.map(|(_, kind)| *kind).collect::<Vec<_>>().into();
    }
    Ok(answer)
}

fn copy(_: &mut World, _: &Value, press: &Press) -> ControlResult {
    Ok(json!({"text": press.button["copy_text"]["text"]}))
}

/// The members of a body, with others in their place.
pub(super) fn with(
    given: &Value,
    others: impl IntoIterator<Item = (&'static str, Value)>,
) -> Value {
    let mut body: Map<String, Value> = given.as_object().cloned().unwrap_or_default();
    body.extend(others.into_iter().map(|(name, value)| (name.to_owned(), value)));
    Value::Object(body)
}
