//! Threads of messages: the topics of forums and of private chats.

use serde_json::{Value, json};

use crate::{
    error::{ApiError, ApiResult},
    methods::{
        Context,
        chat::group,
        rights::require,
        send::{finish, signed},
    },
    world::Talk,
};

/// The topic that every forum has.
const GENERAL: i64 = 1;

/// The default color of a topic's icon.
const COLOR: i64 = 7_322_096;

/// The thread of a message that is sent. Chats without topics ignore unknown threads.
pub(super) fn thread(context: &Context<'_>, talk: Talk) -> Result<Option<i64>, ApiError> {
    let Some(thread) = context.params.number("message_thread_id") else { return Ok(None) };
    let is_forum = is_forum(context, talk);
    if is_known(context, talk, thread) && !(is_forum && thread == GENERAL) {
        return Ok(Some(thread));
    }
    if is_forum || matches!(talk, Talk::Private { .. }) {
        return Err(ApiError::bad_request("message thread not found"));
    }
    Ok(None)
}

fn is_forum(context: &Context<'_>, talk: Talk) -> bool {
    let Talk::Chat(id) = talk else { return false };
    context.world.chats.get(&id).is_some_and(|chat| chat.json["is_forum"] == true)
}

/// Whether a message of the chat is in a thread, or the bot has received one.
fn is_known(context: &Context<'_>, talk: Talk, thread: i64) -> bool {
    let is_inside = |message: &Value| message["message_thread_id"] == thread;
    let mut stored = context.world.talks.get(&talk).into_iter().flat_map(|talk| talk.values());
    let chat = talk.chat_id();
    stored.any(|message| is_inside(&message.json))
        || context.world.history.has(context.bot, |update| {
            let messages = update.as_object().into_iter().flat_map(|update| update.values());
            messages
                .map(|given| if given["message"].is_object() { &given["message"] } else { given })
                .any(|message| message["chat"]["id"] == chat && is_inside(message))
        })
}

/// Creates a topic of a forum.
pub(crate) fn create(context: &mut Context<'_>) -> ApiResult {
    let id = group(context, "the chat is not a forum")?;
    let talk = Talk::Chat(id);
    if !is_forum(context, talk) {
        return Err(ApiError::bad_request("the chat is not a forum"));
    }
    let Some(chat) = context.world.chats.get(&id) else { return Err(ApiError::chat_not_found()) };
    require(context, chat, "can_manage_topics", "create a topic")?;
    let thread = chat.last_message + 1;
    let color = context.params.number("icon_color").unwrap_or(COLOR);
    let mut topic = json!({"name": context.params.text("name"), "icon_color": color});
    if let Some(icon) = context.params.get("icon_custom_emoji_id") {
        topic["icon_custom_emoji_id"] = icon.clone();
    }
    let mut message = signed(context, talk);
    message.insert("forum_topic_created".to_owned(), topic.clone());
    message.insert("message_thread_id".to_owned(), json!(thread));
    message.insert("is_topic_message".to_owned(), json!(true));
    let sent = finish(context, talk, message)?;
    topic["message_thread_id"] = sent["message_thread_id"].clone();
    Ok(topic)
}
