//! The rights that methods require of a bot.

use serde_json::{Map, Value};

use crate::{
    error::ApiError,
    methods::{Context, connections::require_activity},
    world::{Chat, Talk},
};

/// Checks that the bot is an administrator of a chat with this right.
pub(super) fn require(
    context: &Context<'_>,
    chat: &Chat,
    right: &str,
    what: &str,
) -> Result<(), ApiError> {
    if chat.member(context.bot, context.world.clock.date()).has_right(right) {
        return Ok(());
    }
    Err(ApiError::bad_request(format!("not enough rights to {what}")))
}

/// Checks that the bot may pin messages in a conversation.
pub(super) fn require_pin(context: &Context<'_>, talk: Talk) -> Result<(), ApiError> {
    let Some(chat) = chat_of(context, talk) else { return Ok(()) };
    let right = if chat.is_channel() { "can_edit_messages" } else { "can_pin_messages" };
    require(context, chat, right, "manage pinned messages in the chat")
}

/// Whether the bot may delete the messages of others in a conversation.
pub(super) fn may_delete_all(context: &Context<'_>, talk: Talk) -> bool {
    let chat = chat_of(context, talk);
    let member = chat.map(|chat| chat.member(context.bot, context.world.clock.date()));
    member.is_some_and(|member| member.has_right("can_delete_messages"))
}

fn chat_of<'a>(context: &'a Context<'_>, talk: Talk) -> Option<&'a Chat> {
    match talk {
        Talk::Chat(id) => context.world.chats.get(&id),
        Talk::Private { .. } | Talk::Business { .. } => None,
    }
}

/// What contents require of a restricted member: the member of the message, the permission, and
/// the name in errors.
const PERMISSIONS: [(&str, &str, &str); 18] = [
    ("photo", "can_send_photos", "photos"),
    ("video_note", "can_send_video_notes", "video notes"),
    ("video", "can_send_videos", "videos"),
    ("voice", "can_send_voice_notes", "voice notes"),
    ("audio", "can_send_audios", "music"),
    ("animation", "can_send_other_messages", "animations"),
    ("document", "can_send_documents", "documents"),
    ("sticker", "can_send_other_messages", "stickers"),
    ("poll", "can_send_polls", "polls"),
    ("checklist", "can_send_polls", "checklists"),
    ("dice", "can_send_other_messages", "dice"),
    ("game", "can_send_other_messages", "games"),
    ("paid_media", "can_send_photos", "paid media"),
    ("contact", "can_send_messages", "contacts"),
    ("invoice", "can_send_messages", "invoice messages"),
    ("venue", "can_send_messages", "venues"),
    ("location", "can_send_messages", "locations"),
    ("rich_message", "can_send_messages", "the rich message"),
];

/// The permission that a message requires, and what it contains.
pub(crate) fn permission_for(content: &Map<String, Value>) -> (&'static str, &'static str) {
    let is_live = |location: &Value| location["live_period"].is_number();
    if content.get("location").is_some_and(is_live) {
        return ("can_send_messages", "live locations");
    }
    let found = PERMISSIONS.iter().find(|(name, _, _)| content.contains_key(*name));
    found.map_or(("can_send_messages", "text messages"), |(_, permission, what)| (permission, what))
}

/// Checks that the bot may send a message.
pub(super) fn may_send(
    context: &Context<'_>,
    talk: Talk,
    content: &Map<String, Value>,
) -> Result<(), ApiError> {
    require_activity(context, talk)?;
    let Some(chat) = chat_of(context, talk) else { return Ok(()) };
    let member = chat.member(context.bot, context.world.clock.date());
    if chat.is_channel() && !member.has_right("can_post_messages") {
        return Err(ApiError::bad_request("need administrator rights in the channel chat"));
    }
    let poll = content.get("poll");
    if chat.is_channel() && poll.is_some_and(|poll| poll["is_anonymous"] == false) {
        let why = "non-anonymous polls can't be sent to channel chats";
        return Err(ApiError::bad_request(why));
    }
    let (permission, what) = permission_for(content);
    if chat.permits(context.bot, permission, context.world.clock.date()) {
        return Ok(());
    }
    Err(ApiError::bad_request(format!("not enough rights to send {what} to the chat")))
}
