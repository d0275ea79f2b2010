//! The permissions that parameters grant.

use serde_json::Value;

use crate::world::PERMISSIONS;

/// The permissions that `can_send_media_messages` was split into.
const MEDIA: [&str; 6] = [
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
];

/// The permissions that `ChatPermissions` grant. Unless they are independent, some imply others.
///
/// Source: `Client::get_chat_permissions`.
pub(super) fn permissions(given: &Value, is_independent: bool) -> Vec<&'static str> {
    // A permission that is not specified is that of an older one.
    let given_or =
        |name: &str, older: &str| given[if given[name].is_null() { older } else { name }] == true;
    let names_media = MEDIA.iter().any(|name| !given[*name].is_null());
    let has = |name: &str| match name {
        "can_manage_topics" | "can_edit_tag" => given_or(name, "can_pin_messages"),
        "can_react_to_messages" => given_or(name, "can_send_messages"),
        name if MEDIA.contains(&name) && !names_media => given["can_send_media_messages"] == true,
        name => given[name] == true,
    };
    let has_others = has("can_send_other_messages") || has("can_add_web_page_previews");
    let is_implied = |name: &str| match name {
        "can_send_messages" => {
            has_others
                || has("can_send_polls")
                || (!names_media && given["can_send_media_messages"] == true)
        }
        name => has_others && MEDIA.contains(&name),
    };
    let names = PERMISSIONS.into_iter();
    names.filter(|name| has(name) || (!is_independent && is_implied(name))).collect()
}
