//! Methods that send.

use serde_json::{Map, Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        Context,
        content::{self, Markup},
        media::{self, media_kind},
    },
    world::{Stored, Talk, of_talk},
};

/// Sends one message.
pub(crate) fn one(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let content = content(context)?;
    let message = begun(context, talk, content)?;
    finish(context, talk, message)
}

/// Shows what the bot is doing.
pub(crate) fn action(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let action = context.params.text("action").unwrap_or_default().to_owned();
    let event = of_talk(talk, "action", json!(action));
    context.world.tell("action", event);
    Ok(json!(true))
}

/// Sends an album.
pub(crate) fn album(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let items = context.params.get("media").and_then(Value::as_array).cloned().unwrap_or_default();
    if !(2..=10).contains(&items.len()) {
        return Err(ApiError::bad_request("there must be from 2 to 10 items in the album"));
    }
    let mut contents = Vec::new();
    for item in &items {
        contents.push(input_media(context, item)?);
    }
    let group = context.world.number("album").to_string();
    let mut sent = Vec::new();
    for mut content in contents {
        content.insert("media_group_id".to_owned(), json!(group));
        let message = begun(context, talk, content)?;
        sent.push(finish(context, talk, message)?);
    }
    Ok(Value::Array(sent))
}

/// An `InputMedia` as the content of a message.
pub(crate) fn input_media(
    context: &mut Context<'_>,
    item: &Value,
) -> Result<Map<String, Value>, ApiError> {
    let kind = item["type"].as_str().unwrap_or_default().to_owned();
    let file = media::file(context, &kind, item["media"].as_str().unwrap_or_default())?;
    let hints = item.as_object().cloned().unwrap_or_default();
    let mut content = content::caption(
        context,
        item["caption"].as_str(),
        item["parse_mode"].as_str(),
        item.get("caption_entities"),
    )?;
    content.insert(kind.clone(), media::shown(&kind, &file, &hints));
    if item["has_spoiler"] == json!(true) {
        content.insert("has_media_spoiler".to_owned(), json!(true));
    }
    Ok(content)
}

/// What a method's parameters say.
fn content(context: &mut Context<'_>) -> Result<Map<String, Value>, ApiError> {
    let method = context.method.name.clone();
    if let Some(kind) = media_kind(&method) {
        let given = context.params.text(kind).unwrap_or_default().to_owned();
        let file = media::file(context, kind, &given)?;
        let params = context.params;
        let mut content = content::caption(
            context,
            params.text("caption"),
            params.text("parse_mode"),
            params.get("caption_entities"),
        )?;
        content.insert(kind.to_owned(), media::shown(kind, &file, &params.values));
        if params.flag("has_spoiler") {
            content.insert("has_media_spoiler".to_owned(), json!(true));
        }
        return Ok(content);
    }
    let params = context.params;
    let taken = |names: &[&str]| {
        let values =
            names.iter().filter_map(|name| Some(((*name).to_owned(), params.get(name)?.clone())));
        Value::Object(values.collect())
    };
    let (name, value) = match &*method {
        "sendMessage" => return content::text(context),
        "sendLocation" => (
            "location",
            taken(&[
                "latitude",
                "longitude",
                "horizontal_accuracy",
                "live_period",
                "heading",
                "proximity_alert_radius",
            ]),
        ),
        "sendVenue" => {
            let mut venue = taken(&[
                "title",
                "address",
                "foursquare_id",
                "foursquare_type",
                "google_place_id",
                "google_place_type",
            ]);
            venue["location"] = taken(&["latitude", "longitude"]);
            ("venue", venue)
        }
        "sendContact" => ("contact", taken(&["phone_number", "first_name", "last_name", "vcard"])),
        "sendDice" => {
            let emoji = params.text("emoji").unwrap_or("🎲").to_owned();
            let most = match &*emoji {
                "🎲" | "🎯" | "🎳" => 6,
                "🏀" | "⚽" => 5,
                "🎰" => 64,
                _ => return Err(ApiError::bad_request("invalid dice emoji")),
            };
            let value = context.world.random.between(1, most);
            ("dice", json!({"emoji": emoji, "value": value}))
        }
        "sendPoll" => ("poll", poll(context)?),
        "sendInvoice" => {
            let prices = params.get("prices").and_then(Value::as_array).into_iter().flatten();
            let total: i64 = prices.filter_map(|price| price["amount"].as_i64()).sum();
            let mut invoice = taken(&["title", "description", "currency"]);
            invoice["start_parameter"] = json!(params.text("start_parameter").unwrap_or_default());
            invoice["total_amount"] = json!(total);
            ("invoice", invoice)
        }
        "sendGame" => {
            let name = params.text("game_short_name").unwrap_or_default();
            ("game", json!({"title": name, "description": name, "photo": []}))
        }
        "sendChecklist" => ("checklist", params.get("checklist").cloned().unwrap_or_default()),
        method => {
            let what = method.trim_start_matches("send");
            return Err(ApiError::bad_request(format!("{what} cannot be sent here")));
        }
    };
    Ok(Map::from_iter([(name.to_owned(), value)]))
}

fn poll(context: &mut Context<'_>) -> ApiResult {
    let params = context.params;
    let options: Vec<Value> = params
        .get("options")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|option| match option {
            Value::String(text) => json!({"text": text, "voter_count": 0}),
            option => json!({"text": option["text"], "voter_count": 0}),
        })
        .collect();
    if !(1..=12).contains(&options.len()) {
        return Err(ApiError::bad_request("poll must have at least 2 option"));
    }
    let kind = params.text("type").unwrap_or("regular").to_owned();
    let question = params.text("question").unwrap_or_default().to_owned();
    let is_anonymous = params.get("is_anonymous").and_then(Value::as_bool).unwrap_or(true);
    let several = params.flag("allows_multiple_answers");
    let correct = params.get("correct_option_id").cloned();
    let id = context.world.number("poll").to_string();
    let mut poll = json!({
        "id": id, "question": question, "options": options, "total_voter_count": 0,
        "is_closed": params.flag("is_closed"), "is_anonymous": is_anonymous, "type": kind,
        "allows_multiple_answers": several,
    });
    if let Some(correct) = correct {
        poll["correct_option_id"] = correct;
    }
    context.world.polls.insert(id, (context.bot, poll.clone()));
    Ok(poll)
}

/// A message with its content, and what all messages may have.
fn begun(
    context: &mut Context<'_>,
    talk: Talk,
    content: Map<String, Value>,
) -> Result<Map<String, Value>, ApiError> {
    let mut message = content;
    let is_channel = match talk {
        Talk::Chat(id) => context.world.chats.get(&id).is_some_and(crate::world::Chat::is_channel),
        Talk::Private { .. } => false,
    };
    if is_channel {
        message.insert("sender_chat".to_owned(), context.world.chat_json(talk));
    } else {
        message.insert("from".to_owned(), context.bot_state().user.clone());
    }
    let params = context.params;
    if params.flag("protect_content") {
        message.insert("has_protected_content".to_owned(), json!(true));
    }
    if let Some(thread) = params.number("message_thread_id") {
        message.insert("message_thread_id".to_owned(), json!(thread));
        message.insert("is_topic_message".to_owned(), json!(true));
    }
    if let Some(connection) = params.get("business_connection_id") {
        message.insert("business_connection_id".to_owned(), connection.clone());
    }
    if let Some(reply) = params.get("reply_parameters") {
        let id = reply["message_id"].as_i64().unwrap_or_default();
        match context.world.message(talk, id) {
            Some(replied) => {
                let mut replied = replied.json.clone();
                replied.as_object_mut().map(|replied| replied.remove("reply_to_message"));
                message.insert("reply_to_message".to_owned(), replied);
            }
            None if reply["allow_sending_without_reply"] == json!(true) => {}
            None => return Err(ApiError::bad_request("message to be replied not found")),
        }
    }
    Ok(message)
}

fn finish(context: &mut Context<'_>, talk: Talk, mut message: Map<String, Value>) -> ApiResult {
    let keyboard = match content::markup(context)? {
        Markup::None => None,
        Markup::Inline(markup) => {
            message.insert("reply_markup".to_owned(), markup);
            None
        }
        Markup::Other(keyboard) => Some(keyboard),
    };
    let bot = context.bot;
    let sent = context.world.say(talk, Value::Object(message), keyboard, Some(bot));
    // Bots do not hear one another, but for channels.
    if sent["sender_chat"].is_object() {
        context.world.hear(talk, &sent, false, Some(bot));
    }
    Ok(sent)
}

/// The message that a forward or a copy is of.
fn source(context: &Context<'_>, id: i64, what: &str) -> Result<Stored, ApiError> {
    let from = context.params.get("from_chat_id").unwrap_or(&Value::Null);
    let talk = context.world.talk(context.bot, from)?;
    let found = context.world.message(talk, id).cloned();
    found.ok_or_else(|| ApiError::bad_request(format!("message to {what} not found")))
}

/// The parts of a message that are not what it says.
const FRAME: [&str; 12] = [
    "message_id",
    "date",
    "chat",
    "from",
    "sender_chat",
    "reply_to_message",
    "reply_markup",
    "edit_date",
    "message_thread_id",
    "is_topic_message",
    "has_protected_content",
    "media_group_id",
];

fn said(message: &Value) -> Map<String, Value> {
    let members = message.as_object().cloned().unwrap_or_default();
    members.into_iter().filter(|(name, _)| !FRAME.contains(&&**name)).collect()
}

fn forwarded(context: &mut Context<'_>, talk: Talk, id: i64) -> ApiResult {
    let source = source(context, id, "forward")?;
    if source.json["has_protected_content"] == json!(true) {
        return Err(ApiError::bad_request("message can't be forwarded"));
    }
    let mut content = said(&source.json);
    let date = source.json["date"].clone();
    let origin = if source.json["sender_chat"].is_object() {
        json!({
            "type": "channel", "date": date, "chat": source.json["sender_chat"],
            "message_id": source.json["message_id"],
        })
    } else {
        json!({"type": "user", "date": date, "sender_user": source.json["from"]})
    };
    content.entry("forward_origin").or_insert(origin);
    let message = begun(context, talk, content)?;
    finish(context, talk, message)
}

pub(crate) fn forward(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let id = context.params.number("message_id").unwrap_or_default();
    forwarded(context, talk, id)
}

pub(crate) fn forward_many(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    many(context, |context, id| forwarded(context, talk, id))
}

fn copied(context: &mut Context<'_>, talk: Talk, id: i64) -> ApiResult {
    let source = source(context, id, "copy")?;
    let mut content = said(&source.json);
    content.remove("forward_origin");
    let params = context.params;
    if let Some(caption) = params.text("caption") {
        content.remove("caption");
        content.remove("caption_entities");
        let (mode, explicit) = (params.text("parse_mode"), params.get("caption_entities"));
        content.extend(content::caption(context, Some(caption), mode, explicit)?);
    }
    let message = begun(context, talk, content)?;
    finish(context, talk, message)
}

pub(crate) fn copy(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let id = context.params.number("message_id").unwrap_or_default();
    copied(context, talk, id).map(|message| json!({"message_id": message["message_id"]}))
}

pub(crate) fn copy_many(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    many(context, |context, id| copied(context, talk, id))
}

/// Does something with each of `message_ids` that is there.
fn many(
    context: &mut Context<'_>,
    mut each: impl FnMut(&mut Context<'_>, i64) -> ApiResult,
) -> ApiResult {
    let ids = context.params.get("message_ids").and_then(Value::as_array).cloned();
    let ids = ids.unwrap_or_default();
    let mut made = Vec::new();
    for id in ids.iter().filter_map(Value::as_i64) {
        if let Ok(message) = each(context, id) {
            made.push(json!({"message_id": message["message_id"]}));
        }
    }
    Ok(Value::Array(made))
}
