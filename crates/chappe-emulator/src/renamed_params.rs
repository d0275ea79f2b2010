//! Parameters of older versions of the Bot API, which servers still accept.

use serde_json::{Map, Value, json};

/// Renames old parameters, unless their current names are present.
pub(crate) fn rename(values: &mut Map<String, Value>) {
    if let Some(id) = values.remove("reply_to_message_id") {
        let mut reply = json!({"message_id": id});
        if let Some(allowed) = values.remove("allow_sending_without_reply") {
            reply["allow_sending_without_reply"] = json!(is_yes(&allowed));
        }
        values.entry("reply_parameters").or_insert(reply);
    }
    if let Some(disabled) = values.remove("disable_web_page_preview") {
        let options = json!({"is_disabled": is_yes(&disabled)});
        values.entry("link_preview_options").or_insert(options);
    }
    if let Some(correct) = values.remove("correct_option_id") {
        values.entry("correct_option_ids").or_insert(json!([correct]));
    }
    if let Some(thumbnail) = values.remove("thumb") {
        values.entry("thumbnail").or_insert(thumbnail);
    }
}

fn is_yes(value: &Value) -> bool {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_lowercase);
    ["true", "yes", "1"].contains(&&*text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_parameters_are_converted_to_current_ones() {
        let old = json!({
            "reply_to_message_id": "5", "allow_sending_without_reply": "True",
            "disable_web_page_preview": 1, "correct_option_id": 2, "thumb": "attach://a",
        });
        let Value::Object(mut values) = old else { panic!("an object") };
        rename(&mut values);
        assert_eq!(
            Value::Object(values),
            json!({
                "reply_parameters": {"message_id": "5", "allow_sending_without_reply": true},
                "link_preview_options": {"is_disabled": true}, "correct_option_ids": [2],
                "thumbnail": "attach://a",
            }),
        );
    }
}
