//! Threads of messages that bots send.

use serde_json::{Map, Value};

use crate::{
    error::ApiError,
    methods::Context,
    world::{GENERAL, Talk},
};

/// The thread of a message that is sent. Chats without topics ignore unknown threads.
pub(super) fn thread(context: &Context<'_>, talk: Talk) -> Result<Option<i64>, ApiError> {
    let is_forum = context.world.is_forum(talk) && matches!(talk, Talk::Chat(_));
    let Some(thread) = context.params.number("message_thread_id") else {
        if is_forum {
            check_open(context, talk, GENERAL)?;
        }
        return Ok(None);
    };
    if is_known(context, talk, thread) && !(is_forum && thread == GENERAL) {
        check_open(context, talk, thread)?;
        return Ok(Some(thread));
    }
    if is_forum || matches!(talk, Talk::Private { .. }) {
        return Err(ApiError::bad_request("message thread not found"));
    }
    Ok(None)
}

/// Places a message in its thread: the one of the parameters, or that of the message that it
/// replies to.
pub(super) fn place(
    context: &Context<'_>,
    talk: Talk,
    thread: Option<i64>,
    message: &mut Map<String, Value>,
) {
    let replied = message.get("reply_to_message");
    let inherited = replied.filter(|replied| replied["is_topic_message"] == true);
    let inherited = inherited.and_then(|replied| replied["message_thread_id"].as_i64());
    if let Some(thread) = thread.or(inherited) {
        context.world.place_in_thread(talk, thread, message);
    }
}

/// Checks that the bot may write to a topic.
fn check_open(context: &Context<'_>, talk: Talk, thread: i64) -> Result<(), ApiError> {
    if context.world.may_write_in(talk, thread, context.bot) {
        return Ok(());
    }
    Err(ApiError::bad_request("TOPIC_CLOSED"))
}

/// Whether the thread is a topic, a message of the chat is in it, or the bot has received one.
fn is_known(context: &Context<'_>, talk: Talk, thread: i64) -> bool {
    if context.world.topic(talk, thread).is_some() {
        return true;
    }
    if context.world.message_state.topics.is_deleted(talk, thread) {
        return false;
    }
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
