//! Methods about topics.

use serde_json::{Map, Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        Context,
        rights::{may_delete_all, require_pin},
        send::signed,
    },
    world::{COLOR, GENERAL, Talk, Topic, is_topic_icon},
};

/// The colors of icons that fit in an `Integer` of Telegram's.
const COLORS: std::ops::RangeInclusive<i64> = 0..=0xff_ffff;

/// The conversation of the parameters, which has topics.
fn forum(context: &Context<'_>) -> Result<Talk, ApiError> {
    let talk = context.talk()?;
    if context.world.is_forum(talk) {
        return Ok(talk);
    }
    Err(ApiError::bad_request("the chat is not a forum"))
}

/// The forum of the parameters, which is a supergroup.
fn supergroup(context: &Context<'_>) -> Result<Talk, ApiError> {
    match forum(context)? {
        Talk::Private { .. } => Err(ApiError::bad_request("the chat is not a supergroup forum")),
        talk @ Talk::Chat(_) => Ok(talk),
    }
}

/// The topic that a method is about: the General topic, or that of the parameters.
fn target(context: &Context<'_>, talk: Talk) -> Result<(i64, Topic), ApiError> {
    let is_general = context.method.name.contains("General");
    let thread = if is_general {
        GENERAL
    } else {
        let thread = context.params.number("message_thread_id");
        thread.ok_or_else(|| ApiError::bad_request("invalid forum topic identifier specified"))?
    };
    let topic = context.world.topic(talk, thread);
    Ok((thread, topic.ok_or_else(|| ApiError::bad_request("TOPIC_ID_INVALID"))?))
}

/// Checks that the bot manages the topics of a chat, or has created the topic.
fn require(context: &Context<'_>, talk: Talk, topic: &Topic, what: &str) -> Result<(), ApiError> {
    if topic.by == context.bot || context.world.manages_topics(talk, context.bot) {
        return Ok(());
    }
    Err(ApiError::bad_request(format!("not enough rights to {what} the topic")))
}

/// The custom emoji of the parameters, if it can be an icon.
fn icon(context: &Context<'_>) -> Result<Option<String>, ApiError> {
    let icon = context.params.text("icon_custom_emoji_id").unwrap_or_default();
    match icon {
        "" | "0" => Ok(None),
        icon if is_topic_icon(icon) => Ok(Some(icon.to_owned())),
        _ => Err(ApiError::bad_request("DOCUMENT_INVALID")),
    }
}

pub(crate) fn create(context: &mut Context<'_>) -> ApiResult {
    let talk = forum(context)?;
    if !context.world.manages_topics(talk, context.bot) {
        return Err(ApiError::bad_request("not enough rights to create a topic"));
    }
    let name = Topic::clean_name(context.params.text("name").unwrap_or_default());
    if name.is_empty() {
        return Err(ApiError::bad_request("name must be non-empty"));
    }
    let color = context.params.number("icon_color").filter(|color| *color != 0).unwrap_or(COLOR);
    if !COLORS.contains(&color) {
        return Err(ApiError::bad_request("invalid icon color specified"));
    }
    let icon = icon(context)?;
    let topic = Topic { icon_color: color, icon, ..Topic::new(name, context.bot) };
    let message = signed(context, talk);
    let (topic, _) = context.world.create_topic(talk, topic, message, Some(context.bot));
    Ok(topic)
}

pub(crate) fn edit(context: &mut Context<'_>) -> ApiResult {
    let talk = forum(context)?;
    let (thread, topic) = target(context, talk)?;
    require(context, talk, &topic, "edit")?;
    let mut edited = topic.clone();
    let mut changes = json!({});
    if let Some(given) = context.params.text("name") {
        edited.name = Topic::clean_name(given);
        if edited.name.is_empty() {
            return Err(ApiError::bad_request("name must be non-empty"));
        }
        if edited.name != topic.name {
            changes["name"] = json!(edited.name);
        }
    }
    if context.params.get("icon_custom_emoji_id").is_some() {
        edited.icon = icon(context)?;
        if edited.icon != topic.icon {
            changes["icon_custom_emoji_id"] = json!(edited.icon.as_deref().unwrap_or_default());
        }
    }
    let is_asked =
        ["name", "icon_custom_emoji_id"].iter().any(|name| context.params.get(name).is_some());
    if !is_asked {
        return Ok(json!(true));
    }
    if changes == json!({}) {
        return Err(ApiError::bad_request("TOPIC_NOT_MODIFIED"));
    }
    change(context, talk, thread, edited, "forum_topic_edited", changes)
}

/// Stores a changed topic, and announces the change.
fn change(
    context: &mut Context<'_>,
    talk: Talk,
    thread: i64,
    topic: Topic,
    name: &str,
    value: Value,
) -> ApiResult {
    context.world.message_state.topics.insert(talk, thread, topic);
    let mut message: Map<String, Value> = signed(context, talk);
    message.insert(name.to_owned(), value);
    context.world.announce_in_topic(talk, thread, message, Some(context.bot));
    Ok(json!(true))
}

/// Closes or opens a topic.
fn toggle(context: &mut Context<'_>, is_closed: bool) -> ApiResult {
    let talk = supergroup(context)?;
    let (thread, topic) = target(context, talk)?;
    require(context, talk, &topic, "close or open")?;
    if topic.is_closed == is_closed {
        return Err(ApiError::bad_request("TOPIC_NOT_MODIFIED"));
    }
    // A topic that is opened is shown.
    let is_hidden = topic.is_hidden && is_closed;
    let name = if is_closed { "forum_topic_closed" } else { "forum_topic_reopened" };
    change(context, talk, thread, Topic { is_closed, is_hidden, ..topic }, name, json!({}))
}

pub(crate) fn close(context: &mut Context<'_>) -> ApiResult {
    toggle(context, true)
}

pub(crate) fn reopen(context: &mut Context<'_>) -> ApiResult {
    toggle(context, false)
}

/// Hides or shows the General topic. A topic that is hidden is closed.
fn toggle_hidden(context: &mut Context<'_>, is_hidden: bool) -> ApiResult {
    let talk = supergroup(context)?;
    let (thread, topic) = target(context, talk)?;
    require(context, talk, &topic, "close or open")?;
    if topic.is_hidden == is_hidden {
        return Err(ApiError::bad_request("TOPIC_NOT_MODIFIED"));
    }
    let name =
        if is_hidden { "general_forum_topic_hidden" } else { "general_forum_topic_unhidden" };
    let is_closed = topic.is_closed || is_hidden;
    change(context, talk, thread, Topic { is_closed, is_hidden, ..topic }, name, json!({}))
}

pub(crate) fn hide(context: &mut Context<'_>) -> ApiResult {
    toggle_hidden(context, true)
}

pub(crate) fn unhide(context: &mut Context<'_>) -> ApiResult {
    toggle_hidden(context, false)
}

pub(crate) fn delete(context: &mut Context<'_>) -> ApiResult {
    let talk = forum(context)?;
    let (thread, topic) = target(context, talk)?;
    let is_mine = topic.by == context.bot || matches!(talk, Talk::Private { .. });
    if !is_mine && !may_delete_all(context, talk) {
        return Err(ApiError::bad_request("not enough rights to delete the topic"));
    }
    if thread == GENERAL && matches!(talk, Talk::Chat(_)) {
        return Err(ApiError::bad_request("TOPIC_ID_INVALID"));
    }
    context.world.delete_topic(talk, thread);
    Ok(json!(true))
}

pub(crate) fn unpin_all(context: &mut Context<'_>) -> ApiResult {
    let talk = forum(context)?;
    require_pin(context, talk)?;
    let (thread, _) = target(context, talk)?;
    context.world.unpin_topic(talk, thread);
    Ok(json!(true))
}

/// Returns the stickers that can be icons of topics.
pub(crate) fn icons(context: &mut Context<'_>) -> ApiResult {
    Ok(context.world.topic_icons().into())
}
