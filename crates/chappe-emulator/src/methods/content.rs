//! Contents of messages.

use serde_json::{Map, Value, json};

use crate::{
    entities,
    error::ApiError,
    methods::{Context, buttons, link_preview::link_preview},
    world::World,
};

/// The longest text with markup that is parsed, in bytes.
const MAX_MARKUP: usize = 1 << 15;

/// The longest text and caption, in UTF-16 code units.
const MAX_TEXT: usize = 4096;
const MAX_CAPTION: usize = 1024;

/// The longest data of a button, in bytes.
const MAX_DATA: usize = 64;

/// A text with its markup, as `name` and `entities`.
pub(crate) fn text(context: &Context<'_>) -> Result<Map<String, Value>, ApiError> {
    let text = context.params.text("text").unwrap_or_default();
    let (text, entities) = marked_up(context, text, "entities")?;
    if text.is_empty() {
        return Err(ApiError::bad_request("message text is empty"));
    }
    if text.encode_utf16().count() > MAX_TEXT {
        return Err(ApiError::bad_request("message is too long"));
    }
    let given = context.params.get("link_preview_options").unwrap_or(&Value::Null);
    let options = link_preview(given, &text, &entities);
    let mut content = text_members("text", text, "entities", entities);
    if let Some(options) = options {
        content.insert("link_preview_options".to_owned(), options);
    }
    Ok(content)
}

/// The text of a draft, which can be empty.
pub(crate) fn draft_text(context: &Context<'_>) -> Result<Map<String, Value>, ApiError> {
    if context.params.text("text").unwrap_or_default().is_empty() {
        return Ok(text_members("text", String::new(), "entities", Vec::new()));
    }
    text(context)
}

/// A caption with its markup, if there is one.
pub(crate) fn caption(
    given: Option<&str>,
    mode: Option<&str>,
    explicit: Option<&Value>,
    is_above: bool,
) -> Result<Map<String, Value>, ApiError> {
    let Some(given) = given else { return Ok(Map::new()) };
    let (text, entities) = parsed(given, mode, explicit)?;
    if text.encode_utf16().count() > MAX_CAPTION {
        return Err(ApiError::bad_request("message caption is too long"));
    }
    if text.is_empty() {
        return Ok(Map::new());
    }
    let mut content = text_members("caption", text, "caption_entities", entities);
    if is_above {
        content.insert("show_caption_above_media".to_owned(), json!(true));
    }
    Ok(content)
}

fn marked_up(
    context: &Context<'_>,
    text: &str,
    entities: &str,
) -> Result<(String, Vec<Value>), ApiError> {
    parsed(text, context.params.text("parse_mode"), context.params.get(entities))
}

/// A text and its entities: those of its markup or the explicit ones, and those that are
/// detected.
pub(super) fn parsed(
    text: &str,
    mode: Option<&str>,
    explicit: Option<&Value>,
) -> Result<(String, Vec<Value>), ApiError> {
    if text.len() > MAX_MARKUP {
        return Err(ApiError::bad_request("text is too long"));
    }
    let is_plain = mode.is_none_or(|mode| mode.eq_ignore_ascii_case("none"));
    let explicit = explicit.and_then(Value::as_array).filter(|_| is_plain);
    let parsed = match explicit {
        Some(explicit) => entities::explicit(text, explicit),
        None => entities::parse(text, mode),
    };
    let (text, entities) = parsed.map_err(ApiError::bad_request)?;
    let detected = entities::detect(&text);
    let entities = entities::merge(entities, detected);
    Ok((text, entities))
}

fn text_members(
    name: &str,
    text: String,
    entities_name: &str,
    entities: Vec<Value>,
) -> Map<String, Value> {
    let mut content = Map::new();
    insert_text(&mut content, name, text, entities_name, entities);
    content
}

/// Inserts a text, and its entities if there are any.
pub(super) fn insert_text(
    to: &mut Map<String, Value>,
    name: &str,
    text: String,
    entities_name: &str,
    entities: Vec<Value>,
) {
    to.insert(name.to_owned(), text.into());
    if !entities.is_empty() {
        to.insert(entities_name.to_owned(), entities.into());
    }
}

/// Completes the users of mentions, in all texts of a content. Mentions of users that do not exist
/// are removed.
pub(crate) fn complete_mentions(world: &World, content: &mut Map<String, Value>) {
    content.retain(|name, value| match value {
        Value::Array(entities) if name == "entities" || name.ends_with("_entities") => {
            entities.retain_mut(|entity| is_complete(world, entity));
            !entities.is_empty()
        }
        value => {
            complete_within(world, value);
            true
        }
    });
}

fn complete_within(world: &World, value: &mut Value) {
    match value {
        Value::Object(members) => complete_mentions(world, members),
        Value::Array(items) => items.iter_mut().for_each(|item| complete_within(world, item)),
        _ => {}
    }
}

/// Completes the user of an entity. Returns whether it exists.
fn is_complete(world: &World, entity: &mut Value) -> bool {
    if entity["type"] != "text_mention" {
        return true;
    }
    let user = entity["user"]["id"].as_i64().and_then(|id| world.user(id));
    let is_known = user.is_some();
    entity["user"] = user.cloned().unwrap_or_default();
    is_known
}

/// Whether a message has media that can have a caption.
pub(crate) fn has_caption(message: &Value) -> bool {
    ["photo", "video", "document", "audio", "voice", "animation", "live_photo", "paid_media"]
        .iter()
        .any(|name| !message[name].is_null())
}

/// A keyboard: part of the message, or shown instead of the user's.
pub(crate) enum Markup {
    None,
    Inline(Value),
    Other(Value),
}

/// The keyboard in `reply_markup`.
pub(crate) fn markup(context: &Context<'_>) -> Result<Markup, ApiError> {
    let Some(markup) = context.params.get("reply_markup") else { return Ok(Markup::None) };
    let markup = buttons::checked(context, markup)?;
    if markup["keyboard"].as_array().is_some_and(Vec::is_empty) {
        return Ok(Markup::None);
    }
    let Some(rows) = markup["inline_keyboard"].as_array() else {
        return Ok(Markup::Other(markup));
    };
    let buttons = rows.iter().flat_map(|row| row.as_array().into_iter().flatten());
    for button in buttons {
        if let Some(data) = button["callback_data"].as_str() {
            if data.is_empty() || data.len() > MAX_DATA {
                return Err(ApiError::bad_request("BUTTON_DATA_INVALID"));
            }
        }
        if let Some(url) = button["url"].as_str() {
            check_url(url)?;
        }
        let actions = button.as_object().into_iter().flatten();
        let actions = actions
            .filter(|(name, _)| !["text", "style", "icon_custom_emoji_id"].contains(&&***name));
        if actions.count() == 0 {
            return Err(ApiError::bad_request(
                "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
            ));
        }
    }
    let is_empty = rows.iter().all(|row| row.as_array().is_none_or(Vec::is_empty));
    Ok(if is_empty { Markup::None } else { Markup::Inline(json!({"inline_keyboard": rows})) })
}

/// Checks the URL of a button. URLs of Telegram itself are kept unchanged.
fn check_url(url: &str) -> Result<(), ApiError> {
    let lower = url.trim().to_lowercase();
    if lower.starts_with("tg:") || lower.starts_with("ton:") {
        return Ok(());
    }
    let rest = lower.strip_prefix("http://").or_else(|| lower.strip_prefix("https://"));
    let why = match rest {
        None if lower.contains("://") => "Unsupported URL protocol",
        rest => {
            let rest = rest.unwrap_or(&lower);
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            let host = host.rsplit('@').next().unwrap_or_default();
            let is_wrong = !host.contains(['.', '[']) || host.contains(char::is_whitespace);
            match (host.is_empty(), is_wrong) {
                (true, _) => "URL host is empty",
                (false, true) => "Wrong HTTP URL",
                (false, false) => return Ok(()),
            }
        }
    };
    let why = format!("inline keyboard button URL '{url}' is invalid: {why}");
    Err(ApiError::bad_request(why))
}
