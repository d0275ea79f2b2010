//! The members of a message that are its content.

use serde_json::{Map, Value};

use crate::world::end_live_location;

/// The members of a message that are not its content.
const METADATA: [&str; 21] = [
    "message_id",
    "date",
    "chat",
    "from",
    "sender_chat",
    "via_bot",
    "reply_to_message",
    "external_reply",
    "quote",
    "reply_markup",
    "edit_date",
    "message_thread_id",
    "is_topic_message",
    "has_protected_content",
    "media_group_id",
    "business_connection_id",
    "sender_business_bot",
    "effect_id",
    "author_signature",
    "sender_tag",
    "is_automatic_forward",
];

/// The members that are content of users and bots; a message without any of them is a
/// service message.
const CONTENT: [&str; 21] = [
    "text",
    "photo",
    "document",
    "video",
    "audio",
    "voice",
    "animation",
    "sticker",
    "video_note",
    "live_photo",
    "paid_media",
    "story",
    "location",
    "venue",
    "contact",
    "dice",
    "poll",
    "checklist",
    "game",
    "invoice",
    "rich_message",
];

/// Whether a message is content, and not a service message such as that of a pin.
pub(crate) fn is_content(message: &Value) -> bool {
    CONTENT.iter().any(|name| !message[name].is_null())
}

/// The content of a message: all but what belongs to the sent message itself.
pub(crate) fn content_of(message: &Value) -> Map<String, Value> {
    let members = message.as_object().cloned().unwrap_or_default();
    let mut content: Map<String, Value> =
        members.into_iter().filter(|(name, _)| !METADATA.contains(&&**name)).collect();
    // A live location does not move elsewhere.
    if let Some(location) = content.get_mut("location") {
        end_live_location(location);
    }
    content
}
