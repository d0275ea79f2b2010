//! Results have the fields that their types require.

use serde_json::{Value, json};

use crate::support::{Stage, file_url};

/// The fields that a value of a type lacks.
fn lacks(api: &Value, wire: &str, value: &Value) -> Vec<String> {
    if let Some(item) = wire.strip_prefix("Array<").and_then(|rest| rest.strip_suffix('>')) {
        let items = value.as_array().into_iter().flatten();
        return items.flat_map(|value| lacks(api, item, value)).collect();
    }
    if wire.contains(" | ") {
        return least(wire.split(" | ").map(|kind| lacks(api, kind, value)));
    }
    let fits = match wire {
        "Integer" | "Date" => value.is_i64(),
        "Float" => value.is_number(),
        "Boolean" => value.is_boolean(),
        "True" => *value == json!(true),
        "String" => value.is_string(),
        name => {
            let kinds = api["types"].as_array().unwrap();
            let kind = kinds.iter().find(|kind| kind["name"] == name).unwrap();
            if let Some(members) = kind["one_of"].as_array() {
                let members = members.iter().map(|kind| kind.as_str().unwrap());
                return least(members.map(|kind| lacks(api, kind, value)));
            }
            let fields = kind["fields"].as_array().unwrap().iter();
            return fields.flat_map(|field| lacking(api, name, field, value)).collect();
        }
    };
    if fits { Vec::new() } else { vec![format!("{value} is not a {wire}")] }
}

/// What is wrong with a member of an object, or that it is missing.
fn lacking(api: &Value, kind: &str, field: &Value, value: &Value) -> Vec<String> {
    let name = field["name"].as_str().unwrap();
    match &value[name] {
        Value::Null if field["required"] == true => vec![format!("{kind}.{name}")],
        Value::Null => Vec::new(),
        // A wrong constant means that this is another kind of object.
        found if !field["const"].is_null() && *found != field["const"] => {
            vec![format!("{kind}.{name} is {found}"); 99]
        }
        found => lacks(api, field["type"].as_str().unwrap(), found),
    }
}

fn least(all: impl Iterator<Item = Vec<String>>) -> Vec<String> {
    all.min_by_key(Vec::len).unwrap_or_default()
}

#[tokio::test]
async fn results_have_all_required_fields() {
    let api: Value = serde_json::from_str(include_str!("../../../../schema/api.json")).unwrap();
    let stage = Stage::new().await;
    let alice = stage.alice;
    let message = stage.send("hi").await["message_id"].clone();
    let mut wrong = Vec::new();
    for kind in ["private", "supergroup", "channel"] {
        let chat = if kind == "private" {
            alice
        } else {
            let group = json!({"type": kind, "title": "G", "members": [alice], "bots": [42]});
            stage.post("chats", group).await["id"].as_i64().unwrap()
        };
        let video = json!({"chat_id": chat, "video": file_url("video")});
        let video = stage.call("sendVideo", video).await.unwrap();
        let calls = [
            ("getMe", json!({})),
            ("getChat", json!({"chat_id": chat})),
            ("getChatMember", json!({"chat_id": chat, "user_id": 42})),
            ("getChatMember", json!({"chat_id": chat, "user_id": alice})),
            ("getWebhookInfo", json!({})),
            ("sendMessage", json!({"chat_id": chat, "text": "<b>a</b> /b", "parse_mode": "HTML"})),
            ("sendPhoto", json!({"chat_id": chat, "photo": file_url("photo"), "caption": "c"})),
            ("sendDocument", json!({"chat_id": chat, "document": file_url("document")})),
            ("sendVideo", json!({"chat_id": chat, "video": file_url("video")})),
            ("sendAudio", json!({"chat_id": chat, "audio": file_url("audio")})),
            ("sendVoice", json!({"chat_id": chat, "voice": file_url("voice")})),
            ("sendAnimation", json!({"chat_id": chat, "animation": file_url("animation")})),
            ("sendVideoNote", json!({"chat_id": chat, "video_note": video["video"]["file_id"]})),
            ("sendSticker", json!({"chat_id": chat, "sticker": file_url("sticker")})),
            ("sendLocation", json!({"chat_id": chat, "latitude": 1, "longitude": 2})),
            (
                "sendVenue",
                json!({"chat_id": chat, "latitude": 1, "longitude": 2, "title": "t", "address": "a"}),
            ),
            ("sendContact", json!({"chat_id": chat, "phone_number": "1", "first_name": "A"})),
            ("sendDice", json!({"chat_id": chat})),
            (
                "sendPoll",
                json!({"chat_id": chat, "question": "?", "options": ["a", {"text": "b"}]}),
            ),
            (
                "sendPoll",
                json!({"chat_id": chat, "question": "?", "options": ["a", "b"], "type": "quiz", "correct_option_id": 1}),
            ),
            ("sendGame", json!({"chat_id": chat, "game_short_name": "g"})),
            (
                "sendMediaGroup",
                json!({"chat_id": chat, "media": [{"type": "photo", "media": file_url("photo")}, {"type": "video", "media": file_url("video")}]}),
            ),
            (
                "forwardMessage",
                json!({"chat_id": chat, "from_chat_id": alice, "message_id": message}),
            ),
            ("copyMessage", json!({"chat_id": chat, "from_chat_id": alice, "message_id": message})),
            ("getUserProfilePhotos", json!({"user_id": alice})),
        ];
        for (method, params) in calls {
            let methods = api["methods"].as_array().unwrap();
            let known = methods.iter().find(|known| known["name"] == method).unwrap();
            let result = stage.call(method, params).await.unwrap();
            let lacking = lacks(&api, known["returns"].as_str().unwrap(), &result);
            wrong.extend(lacking.into_iter().map(|what| format!("{kind}: {method}: {what}")));
        }
    }
    let updates = stage.updates().await;
    wrong.extend(updates.iter().flat_map(|update| lacks(&api, "Update", update)));
    assert!(wrong.is_empty(), "{wrong:#?}");
}
