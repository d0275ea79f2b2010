//! Replies to messages of other chats.

use serde_json::{Value, json};

use crate::world::{World, content_of, is_content};

/// The members of a message that its `ExternalReplyInfo` has too.
const REPLIED: [&str; 20] = [
    "animation",
    "audio",
    "document",
    "live_photo",
    "paid_media",
    "photo",
    "sticker",
    "story",
    "video",
    "video_note",
    "voice",
    "has_media_spoiler",
    "checklist",
    "contact",
    "dice",
    "game",
    "invoice",
    "location",
    "poll",
    "venue",
];

/// The `ExternalReplyInfo` of a message of another chat. Without one, there is no reply: the
/// message cannot be forwarded.
pub(super) fn of(world: &World, replied: &Value) -> Option<Value> {
    if replied["has_protected_content"] == json!(true) || !is_content(replied) {
        return None;
    }
    let mut reply = json!({"origin": world.origin(replied)});
    let chat = &replied["chat"];
    if chat["type"] == "supergroup" || chat["type"] == "channel" {
        reply["chat"] = chat.clone();
        reply["message_id"] = replied["message_id"].clone();
    }
    let content = content_of(replied);
    for (name, value) in content.into_iter().filter(|(name, _)| REPLIED.contains(&&**name)) {
        reply[name] = value;
    }
    Some(reply)
}
