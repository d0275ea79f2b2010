//! Parameters of older versions of the Bot API, which servers still accept.

use serde_json::{Map, Value, json};

use crate::param_text::{integer, is_yes, text_of};

/// Renames old parameters, unless their current names are present.
pub(crate) fn rename(values: &mut Map<String, Value>) {
    if let Some(id) = values.remove("reply_to_message_id").map(text_of) {
        let allowed = values.remove("allow_sending_without_reply").map(text_of);
        let reply = json!({
            "message_id": integer(&id),
            "allow_sending_without_reply": allowed.is_some_and(|allowed| is_yes(&allowed)),
        });
        // Other numbers are ignored.
        if integer(&id) > 0 {
            values.entry("reply_parameters").or_insert(reply);
        }
    }
    if let Some(disabled) = values.remove("disable_web_page_preview") {
        let options = json!({"is_disabled": is_yes(&text_of(disabled))});
        values.entry("link_preview_options").or_insert(options);
    }
    if let Some(correct) = values.remove("correct_option_id") {
        values.entry("correct_option_ids").or_insert(json!([correct]));
    }
    if let Some(thumbnail) = values.remove("thumb") {
        values.entry("thumbnail").or_insert(thumbnail);
    }
    if let Some(text) = values.remove("switch_pm_text").filter(|text| *text != "") {
        let start = values.remove("switch_pm_parameter").unwrap_or_else(|| json!(""));
        values.entry("button").or_insert(json!({"text": text, "start_parameter": start}));
    }
    // Methods that edit ephemeral messages still have `receiver_user_id`.
    if !values.contains_key("ephemeral_message_id")
        && let Some(receiver) = values.remove("receiver_user_id").map(text_of)
    {
        let mut ephemeral = json!({"receiver_user_id": integer(&receiver)});
        if let Some(query) = values.remove("callback_query_id") {
            ephemeral["callback_query_id"] = json!(text_of(query));
        }
        values.entry("ephemeral_message_parameters").or_insert(ephemeral);
    }
    if let Some(permissions) = old_permissions(values) {
        values.entry("permissions").or_insert(permissions);
    }
}

/// The old permissions, which were parameters themselves.
const OLD_PERMISSIONS: [&str; 4] = [
    "can_send_messages",
    "can_send_media_messages",
    "can_send_other_messages",
    "can_add_web_page_previews",
];

/// The permissions that all four of them include.
const OTHERS: [&str; 5] = [
    "can_send_polls",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
];

/// The permissions that replaced the one for media.
const MEDIA: [&str; 6] = [
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
];

/// Reads the permissions of `restrictChatMember` that are parameters themselves, if there are any.
fn old_permissions(values: &Map<String, Value>) -> Option<Value> {
    if !OLD_PERMISSIONS.iter().any(|name| values.contains_key(*name)) {
        return None;
    }
    let has = |name: &str| values.get(name).cloned().map(text_of).is_some_and(|text| is_yes(&text));
    let implies = !has("use_independent_chat_permissions");
    let [texts, media, others, previews] = OLD_PERMISSIONS.map(has);
    let media = media || (implies && (others || previews));
    let texts = texts || (implies && media);
    let mut permissions = json!({
        "can_send_messages": texts, "can_send_other_messages": others,
        "can_add_web_page_previews": previews,
    });
    for name in MEDIA {
        permissions[name] = json!(media);
    }
    for name in OTHERS {
        permissions[name] = json!(texts && media && others && previews);
    }
    Some(permissions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_parameters_are_converted_to_current_ones() {
        let old = json!({
            "reply_to_message_id": "5", "allow_sending_without_reply": "True",
            "disable_web_page_preview": 1, "correct_option_id": 2, "thumb": "attach://a",
            "receiver_user_id": "7", "callback_query_id": "8",
        });
        let Value::Object(mut values) = old else { panic!("an object") };
        rename(&mut values);
        assert_eq!(
            Value::Object(values),
            json!({
                "reply_parameters": {"message_id": 5, "allow_sending_without_reply": true},
                "link_preview_options": {"is_disabled": true}, "correct_option_ids": [2],
                "thumbnail": "attach://a",
                "ephemeral_message_parameters": {"receiver_user_id": 7, "callback_query_id": "8"},
            }),
        );
        let edit = json!({"receiver_user_id": 7, "ephemeral_message_id": 1});
        let Value::Object(mut values) = edit.clone() else { panic!("an object") };
        rename(&mut values);
        assert_eq!(Value::Object(values), edit);
    }

    /// Source: `Client::get_chat_permissions`.
    #[test]
    fn permissions_were_parameters_themselves() {
        let permissions = |given: Value| {
            let Value::Object(mut values) = given else { panic!("an object") };
            rename(&mut values);
            let permissions = values.remove("permissions").unwrap();
            let permissions = permissions.as_object().unwrap().clone();
            let given = permissions.into_iter().filter(|(_, value)| *value == json!(true));
            given.map(|(name, _)| name).collect::<Vec<_>>()
        };
        let none: [&str; 0] = [];
        assert_eq!(permissions(json!({"can_send_messages": false})), none);
        assert_eq!(permissions(json!({"can_send_messages": "True"})), ["can_send_messages"]);
        let mut media = [&MEDIA[..], &["can_send_messages"]].concat();
        media.sort_unstable();
        assert_eq!(permissions(json!({"can_send_media_messages": 1})), media);
        let all = json!({
            "can_send_messages": true, "can_send_media_messages": true,
            "can_send_other_messages": true, "can_add_web_page_previews": true,
        });
        assert_eq!(permissions(all).len(), MEDIA.len() + OTHERS.len() + 3);
        let independent = json!({
            "can_send_other_messages": true, "use_independent_chat_permissions": true,
        });
        assert_eq!(permissions(independent), ["can_send_other_messages"]);
        let current = json!({"can_send_messages": true, "permissions": {"can_send_polls": true}});
        assert_eq!(permissions(current), ["can_send_polls"]);
    }

    /// Source: `Client::get_reply_parameters` and `get_message_id`.
    #[test]
    fn a_number_that_is_none_is_no_reply() {
        for id in [json!("x"), json!(0), json!(-5), json!(null)] {
            let mut values = Map::from_iter([("reply_to_message_id".to_owned(), id.clone())]);
            rename(&mut values);
            assert_eq!(Value::Object(values), json!({}), "{id}");
        }
    }
}
