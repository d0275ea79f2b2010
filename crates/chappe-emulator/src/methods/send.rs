//! Methods that send messages.

use serde_json::{Map, Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        Context, checklist,
        content::{self, Markup},
        ephemeral, external_reply, games, invoices, live_locations,
        media::{self, media_kind},
        paid_media, poll, rich,
        rights::may_send,
        threads,
    },
    world::{Access, Talk, conversation_event},
};

/// Sends one message.
pub(crate) fn one(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let markup = content::markup(context)?;
    let content = content(context, talk)?;
    check_first_button(context, &content, &markup)?;
    let message = begun(context, talk, content)?;
    let sent = finish(context, talk, message)?;
    invoices::register(context, talk, &sent);
    Ok(sent)
}

/// The actions of `sendChatAction`.
const ACTIONS: [&str; 14] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_audio",
    "upload_audio",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
    "cancel",
];

/// Shows a chat action.
pub(crate) fn action(context: &mut Context<'_>) -> ApiResult {
    let talk = context.talk()?;
    let action = context.params.text("action").unwrap_or_default().to_lowercase();
    if !ACTIONS.contains(&&*action) {
        return Err(ApiError::bad_request("wrong parameter action in request"));
    }
    let mut event = conversation_event(talk, "action", json!(action));
    event["bot"] = json!(context.bot);
    context.world.emit("action", event);
    Ok(json!(true))
}

/// The content of a message, from the parameters of its method.
pub(super) fn content(
    context: &mut Context<'_>,
    talk: Talk,
) -> Result<Map<String, Value>, ApiError> {
    let method = context.method.name.clone();
    if let Some(kind) = media_kind(&method) {
        let given = context.params.text(kind).unwrap_or_default().to_owned();
        let file = media::file(context, kind, &given, &context.params.values)?;
        let kind = media::sent_kind(kind, &file);
        let params = context.params;
        let mut content = content::caption(
            params.text("caption"),
            params.text("parse_mode"),
            params.get("caption_entities"),
            params.flag("show_caption_above_media"),
        )?;
        media::insert(&mut content, kind, &file, &params.values);
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
        "sendLocation" => ("location", live_locations::from_params(context)?),
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
        "sendPoll" => ("poll", poll::from_params(context, talk)?),
        "sendInvoice" => ("invoice", invoices::invoice(context)?),
        "sendPaidMedia" => return paid_media::content(context),
        "sendGame" => ("game", games::from_params(context)),
        "sendRichMessage" => return rich::content(context),
        "sendChecklist" => ("checklist", checklist::from_params(context)?),
        // Not reached: called for the methods above only.
        _ => return Ok(Map::new()),
    };
    Ok(Map::from_iter([(name.to_owned(), value)]))
}

/// The button that the keyboard of an invoice or a game begins with: its action, and the button
/// of a message without a keyboard.
fn first_button(
    context: &Context<'_>,
    content: &Map<String, Value>,
) -> Option<(&'static str, Value)> {
    match &*context.method.name {
        "sendInvoice" => Some(("pay", json!({"text": "Pay", "pay": true}))),
        "sendGame" => {
            let title = content.get("game").and_then(|game| game["title"].as_str());
            let text = format!("Play {}", title.unwrap_or_default());
            Some(("callback_game", json!({"text": text, "callback_game": {}})))
        }
        _ => None,
    }
}

/// Checks that the keyboard of an invoice or a game begins with the button for it.
fn check_first_button(
    context: &Context<'_>,
    content: &Map<String, Value>,
    markup: &Markup,
) -> Result<(), ApiError> {
    let Some((action, _)) = first_button(context, content) else { return Ok(()) };
    let Markup::Inline(markup) = markup else { return Ok(()) };
    let mut rows = markup["inline_keyboard"].as_array().into_iter().flatten();
    let first = rows.find_map(|row| row.get(0));
    if first.is_some_and(|button| !button[action].is_null()) {
        return Ok(());
    }
    let game = action == "callback_game";
    Err(ApiError::bad_request(if game {
        "REPLY_MARKUP_GAME_EMPTY"
    } else {
        "REPLY_MARKUP_BUY_EMPTY"
    }))
}

/// Whether a method is one of those that send a message.
pub(crate) fn is_supported(method: &str) -> bool {
    let others = [
        "sendMessage",
        "sendLocation",
        "sendVenue",
        "sendContact",
        "sendDice",
        "sendPoll",
        "sendInvoice",
        "sendGame",
        "sendRichMessage",
        "sendChecklist",
        "sendPaidMedia",
    ];
    media_kind(method).is_some() || others.contains(&method)
}

/// The sender of a message: the bot, its channel, or the business account to which it is connected.
pub(super) fn signed(context: &mut Context<'_>, talk: Talk) -> Map<String, Value> {
    let is_channel = match talk {
        Talk::Chat(id) => context.world.chats.get(&id).is_some_and(crate::world::Chat::is_channel),
        Talk::Private { .. } | Talk::Business { .. } => false,
    };
    let (name, value) = match talk {
        _ if is_channel => ("sender_chat", context.world.chat_json(talk)),
        Talk::Business { account, .. } => {
            ("from", context.world.user(account).cloned().unwrap_or_default())
        }
        _ => ("from", context.bot_state().user.clone()),
    };
    Map::from_iter([(name.to_owned(), value)])
}

/// Stores a service message. The bot that caused it receives the update too.
pub(super) fn announce(context: &mut Context<'_>, talk: Talk, name: &str, value: Value) {
    let mut message = signed(context, talk);
    message.insert(name.to_owned(), value);
    let bot = context.bot;
    let message = context.world.store_message(talk, Value::Object(message), None, Some(bot));
    context.world.notify_bots(talk, &message, false, None);
}

/// A message with its content, and the members that all messages can have.
pub(super) fn begun(
    context: &mut Context<'_>,
    talk: Talk,
    content: Map<String, Value>,
) -> Result<Map<String, Value>, ApiError> {
    may_send(context, talk, &content)?;
    let thread = threads::thread(context, talk)?;
    let mut message = content;
    content::complete_mentions(context.world, &mut message);
    message.extend(signed(context, talk));
    let params = context.params;
    if params.flag("protect_content") {
        message.insert("has_protected_content".to_owned(), json!(true));
    }
    if let Some(connection) = params.get("business_connection_id") {
        message.insert("business_connection_id".to_owned(), connection.clone());
        let bot = context.world.bot(context.bot).user.clone();
        message.insert("sender_business_bot".to_owned(), bot);
    }
    // Only private chats show effects.
    let effect = params.text("message_effect_id").filter(|_| !matches!(talk, Talk::Chat(_)));
    if let Some(effect) = effect {
        message.insert("effect_id".to_owned(), json!(effect));
    }
    if let Some(reply) = params.get("reply_parameters") {
        replied(context, talk, reply, &mut message)?;
    }
    threads::place(context, talk, thread, &mut message);
    Ok(message)
}

/// Inserts the message that is replied to.
fn replied(
    context: &Context<'_>,
    talk: Talk,
    reply: &Value,
    message: &mut Map<String, Value>,
) -> Result<(), ApiError> {
    let chat = reply.get("chat_id").filter(|chat| !chat.is_null());
    let there = match chat {
        Some(chat) => context.world.accessible(context.bot, chat, Access::Read)?,
        None => talk,
    };
    let id = reply["message_id"].as_i64().unwrap_or_default();
    let Some(found) = context.world.message(there, id) else {
        if reply["allow_sending_without_reply"] == json!(true) {
            return Ok(());
        }
        return Err(ApiError::bad_request("message to be replied not found"));
    };
    let outside = external_reply::of(context.world, &found.json);
    if there != talk && outside.is_none() {
        return Ok(());
    }
    if let Some(quote) = reply["quote"].as_str() {
        let text = found.json["text"].as_str().or_else(|| found.json["caption"].as_str());
        let Some((before, _)) = text.and_then(|text| text.split_once(quote)) else {
            return Err(ApiError::bad_request("QUOTE_TEXT_INVALID"));
        };
        let position = before.encode_utf16().count();
        let quote = json!({"text": quote, "position": position, "is_manual": true});
        message.insert("quote".to_owned(), quote);
    }
    if there == talk {
        let mut replied = found.json.clone();
        replied.as_object_mut().map(|replied| replied.remove("reply_to_message"));
        message.insert("reply_to_message".to_owned(), replied);
    } else {
        message.extend(outside.map(|outside| ("external_reply".to_owned(), outside)));
    }
    Ok(())
}

/// Stores a complete message.
pub(super) fn finish(
    context: &mut Context<'_>,
    talk: Talk,
    mut message: Map<String, Value>,
) -> ApiResult {
    let keyboard = match content::markup(context)? {
        Markup::None => {
            if let Some((_, button)) = first_button(context, &message) {
                let markup = json!({"inline_keyboard": [[button]]});
                message.insert("reply_markup".to_owned(), markup);
            }
            None
        }
        Markup::Inline(markup) => {
            message.insert("reply_markup".to_owned(), markup);
            None
        }
        Markup::Other(keyboard) => Some(keyboard),
    };
    if let Some(sent) = ephemeral::send(context, talk, &message) {
        return sent;
    }
    poll::register(context, &mut message);
    let (bot, thread) = (context.bot, message.get("message_thread_id").and_then(Value::as_i64));
    let sent = context.world.store_message(talk, Value::Object(message), keyboard, Some(bot));
    context.world.remove_draft(talk, thread.unwrap_or_default());
    context.world.watch_live_location(talk, &sent);
    // Bots do not receive updates about each other's messages, except in channels.
    if sent["sender_chat"].is_object() {
        context.world.notify_bots(talk, &sent, false, Some(bot));
    }
    Ok(sent)
}
