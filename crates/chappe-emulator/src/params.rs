//! The parameters of a call, independent of their encoding.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::{
    error::ApiError,
    param_text::{float, integer, is_yes, text_of},
    renamed_params::rename,
    schema::{Field, Method, Type, schema},
};

/// The parameters of a call: typed JSON, and the uploaded files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params {
    pub(crate) values: Map<String, Value>,
    pub(crate) files: Vec<File>,
}

/// A file of a form.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) part: String,
    pub(crate) name: String,
    pub(crate) media_type: String,
    pub(crate) content: Bytes,
}

impl Params {
    /// Checks the parameters of a method, and converts them to their types.
    pub(crate) fn check(mut self, method: &Method) -> Result<Self, ApiError> {
        rename(&mut self.values);
        let mut checked = Map::new();
        for field in &method.params {
            // The file may be the part of the parameter itself.
            if let Some(file) = self.files.iter().find(|file| file.part == field.name) {
                checked.insert(field.name.clone(), format!("attach://{}", file.part).into());
                continue;
            }
            let given = self.values.remove(&field.name).filter(|value| !is_nothing(field, value));
            let value = given.map(|value| read(field, value)).transpose()?.flatten();
            match value {
                Some(value) => drop(checked.insert(field.name.clone(), value)),
                None if is_required(method, field) => return Err(missing(&field.name)),
                None => {}
            }
        }
        Ok(Self { values: checked, files: self.files })
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name)?.as_str()
    }

    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.values.get(name)?.as_i64()
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.values.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    /// The file that a parameter's string attaches.
    pub(crate) fn attached(&self, text: &str) -> Option<&File> {
        let part = text.strip_prefix("attach://")?;
        self.files.iter().find(|file| file.part == part)
    }
}

/// Whether a parameter counts as missing: an empty text, and an object without members where
/// Telegram's server ignores it.
fn is_nothing(field: &Field, value: &Value) -> bool {
    let is_object = ["reply_markup", "reply_parameters"].contains(&&*field.name);
    match value {
        // An empty icon removes the icon of a topic.
        Value::String(text) if text.is_empty() => field.name != "icon_custom_emoji_id",
        Value::String(text) => is_object && text.trim() == "{}",
        Value::Object(members) => is_object && members.is_empty(),
        _ => false,
    }
}

/// The parameters that the documentation requires and Telegram's server does not.
const OPTIONAL: [(&str, &str); 4] = [
    ("setWebhook", "url"),
    ("setMyCommands", "commands"),
    ("answerInlineQuery", "results"),
    ("restrictChatMember", "permissions"),
];

fn is_required(method: &Method, field: &Field) -> bool {
    field.is_required && !OPTIONAL.contains(&(&*method.name, &*field.name))
}

/// Reads a parameter as its type. Returns `None` if it counts as missing.
fn read(field: &Field, value: Value) -> Result<Option<Value>, ApiError> {
    if is_ignored_unless_array(&field.name) && !is_array(&value) {
        return Ok(None);
    }
    let value = typed(&field.wire, value).map_err(|why| wrong(field, &why))?;
    // Identifiers that are no identifiers count as missing.
    let is_positive = field.name.ends_with("message_id")
        || ["user_id", "message_thread_id"].contains(&&*field.name);
    let is_missing = is_positive && value.as_i64().is_some_and(|id| id <= 0);
    Ok(Some(value).filter(|_| !is_missing))
}

/// Whether Telegram's server ignores a parameter that is not a JSON array.
fn is_ignored_unless_array(name: &str) -> bool {
    name == "allowed_updates" || name.ends_with("entities")
}

fn is_array(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            serde_json::from_str(text).is_ok_and(|value: Value| value.is_array())
        }
        value => value.is_array(),
    }
}

/// The description of Telegram's error for a missing parameter.
fn missing(name: &str) -> ApiError {
    ApiError::bad_request(match name {
        "text" => "message text is empty".to_owned(),
        "chat_id" => "chat_id is empty".to_owned(),
        "user_id" => "invalid user_id specified".to_owned(),
        "message_id" => "message identifier is not specified".to_owned(),
        "message_thread_id" => "invalid forum topic identifier specified".to_owned(),
        "photo" | "document" | "video" | "audio" | "voice" | "animation" | "sticker"
        | "video_note" | "live_photo" => {
            format!("there is no {} in the request", name.replace('_', " "))
        }
        name => format!("parameter \"{name}\" is required"),
    })
}

/// Why a text is no object or array.
const NO_JSON: &str = "JSON object expected";

fn wrong(field: &Field, why: &str) -> ApiError {
    let name = field.name.replace('_', " ");
    let is_object = ["reply_markup", "reply_parameters", "link_preview_options", "permissions"];
    if is_object.contains(&&*field.name) {
        match why {
            "expected an Object" => {
                return ApiError::bad_request(format!("object expected as {name}"));
            }
            NO_JSON => {
                let name = if name == "reply markup" { "reply keyboard markup" } else { &name };
                return ApiError::bad_request(format!("can't parse {name} JSON object"));
            }
            _ => {}
        }
    }
    if field.name == "reaction" && why == "field \"type\" is wrong" {
        let why = "can't parse ReactionType: invalid reaction type specified";
        return ApiError::bad_request(why);
    }
    if field.wire.contains('<') || schema().kind(&field.wire).is_some() {
        return ApiError::bad_request(format!("can't parse {name}: {why}"));
    }
    ApiError::bad_request(format!("parameter \"{}\" is invalid: {why}", field.name))
}

/// Reads a parameter as its type. All parameters are texts, whatever their encoding.
fn typed(wire: &str, value: Value) -> Result<Value, String> {
    match wire {
        "Integer" | "Date" | "Date | Integer" => Ok(integer(&text_of(value)).into()),
        "Boolean" | "True" => Ok(is_yes(&text_of(value)).into()),
        "Float" => Ok(float(&text_of(value)).into()),
        "String" | "InputFile" | "String | InputFile" => Ok(text_of(value).into()),
        "Integer | String" => {
            let text = text_of(value);
            Ok(text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from))
        }
        _ => {
            let mut value = match value {
                Value::String(text) => {
                    serde_json::from_str(&text).map_err(|_| NO_JSON.to_owned())?
                }
                value => value,
            };
            deep(wire, &mut value)?;
            Ok(value)
        }
    }
}

/// Whether a member of an object is required.
fn is_required_member(kind: &str, field: &Field) -> bool {
    // Telegram's server reads the id of a user alone, and missing rights as false.
    let is_optional = kind == "ChatAdministratorRights" || (kind == "User" && field.name != "id");
    field.is_required && !is_optional
}

/// Checks objects and arrays, and converts their members to their types. Unknown members
/// are ignored.
fn deep(wire: &str, value: &mut Value) -> Result<(), String> {
    if let Some(item) = wire.strip_prefix("Array<").and_then(|rest| rest.strip_suffix('>')) {
        let items = value.as_array_mut().ok_or("expected an Array")?;
        return items.iter_mut().try_for_each(|value| deep(item, value));
    }
    if wire.contains(" | ") {
        return one_of(wire.split(" | "), value);
    }
    match (wire, &*value) {
        // Numbers and strings may replace each other,
        ("Integer" | "Date", Value::String(text)) => {
            *value = text.parse::<i64>().map_err(|_| "expected an Integer")?.into();
        }
        ("String" | "InputFile", Value::Number(number)) => *value = number.to_string().into(),
        // and a string may replace an object with one required member.
        ("KeyboardButton" | "InputPollOption", Value::String(text)) => {
            *value = json!({ "text": text });
        }
        _ => {}
    }
    match wire {
        "Integer" | "Date" => is(value.is_i64(), "expected an Integer"),
        "Float" => is(value.is_number(), "expected a Number"),
        "Boolean" | "True" => is(value.is_boolean(), "expected a Boolean"),
        "String" | "InputFile" => is(value.is_string(), "expected a String"),
        name => match schema().kind(name) {
            Some(Type::Object(fields)) => {
                let object = value.as_object_mut().ok_or("expected an Object")?;
                fields.iter().try_for_each(|field| match object.get_mut(&field.name) {
                    None | Some(Value::Null) if is_required_member(name, field) => {
                        Err(format!("field \"{}\" must be specified", field.name))
                    }
                    None | Some(Value::Null) => Ok(()),
                    Some(value) => match &field.constant {
                        Some(constant) => {
                            is(value == constant, &format!("field \"{}\" is wrong", field.name))
                        }
                        None => deep(&field.wire, value)
                            .map_err(|why| format!("field \"{}\": {why}", field.name)),
                    },
                })
            }
            Some(Type::OneOf(members)) => one_of(members.iter().map(String::as_str), value),
            None => Ok(()),
        },
    }
}

/// As [`deep`], for the first type that fits. The error is that of the first type.
fn one_of<'a>(mut kinds: impl Iterator<Item = &'a str>, value: &mut Value) -> Result<(), String> {
    let mut fits = |kind| {
        let mut made = value.clone();
        deep(kind, &mut made).map(|()| *value = made)
    };
    let first = kinds.next().map_or(Ok(()), &mut fits);
    if first.is_ok() || kinds.any(|kind| fits(kind).is_ok()) { Ok(()) } else { first }
}

fn is(right: bool, why: &str) -> Result<(), String> {
    if right { Ok(()) } else { Err(why.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(method: &str, values: Value) -> Result<Value, String> {
        let Value::Object(values) = values else { panic!("not an object") };
        let params = Params { values, files: Vec::new() };
        let method = schema().method(method).unwrap();
        params.check(method).map(|params| params.values.into()).map_err(|error| error.description)
    }

    #[test]
    fn values_are_converted_to_the_types_of_their_parameters() {
        let form = json!({
            "chat_id": "7", "text": "hi", "disable_notification": "true", "message_thread_id": "3",
            "entities": r#"[{"type":"bold","offset":0,"length":2}]"#, "unknown": 1,
        });
        assert_eq!(
            checked("SENDMESSAGE", form),
            Ok(json!({
                "chat_id": 7, "text": "hi", "disable_notification": true, "message_thread_id": 3,
                "entities": [{"type": "bold", "offset": 0, "length": 2}],
            })),
        );
    }

    #[test]
    fn nested_values_are_converted_too() {
        let markup = json!({"keyboard": [["Menu", {"text": 7}]], "resize_keyboard": true});
        let reply = json!({"message_id": "5", "chat_id": "-100"});
        let given =
            json!({"chat_id": 7, "text": "a", "reply_markup": markup, "reply_parameters": reply});
        let made = json!({
            "chat_id": 7, "text": "a",
            "reply_markup": {"keyboard": [[{"text": "Menu"}, {"text": "7"}]], "resize_keyboard": true},
            "reply_parameters": {"message_id": 5, "chat_id": -100},
        });
        assert_eq!(checked("sendMessage", given), Ok(made));
        let poll = json!({"chat_id": 7, "question": "?", "options": r#"["a", {"text": "b"}]"#});
        let options = checked("sendPoll", poll).unwrap()["options"].take();
        assert_eq!(options, json!([{"text": "a"}, {"text": "b"}]));
    }

    #[test]
    fn errors_have_telegrams_descriptions() {
        let errors = [
            checked("sendMessage", json!({"chat_id": 1})),
            checked("sendMessage", json!({"text": "hi"})),
            checked("sendMessage", json!({"chat_id": 1, "text": "a", "reply_markup": "["})),
            checked("sendMessage", json!({"chat_id": 1, "text": "a", "reply_parameters": "["})),
            checked("sendMediaGroup", json!({"chat_id": 1, "media": "["})),
            checked(
                "sendMessage",
                json!({"chat_id": 1, "text": "a", "reply_markup": {"inline_keyboard": [[{}]]}}),
            ),
        ];
        assert_eq!(
            errors.map(|error| error.unwrap_err()),
            [
                "Bad Request: message text is empty",
                "Bad Request: chat_id is empty",
                "Bad Request: can't parse reply keyboard markup JSON object",
                "Bad Request: can't parse reply parameters JSON object",
                "Bad Request: can't parse media: JSON object expected",
                "Bad Request: parameter \"reply_markup\" is invalid: field \"inline_keyboard\": field \"text\" must be specified",
            ],
        );
        assert_eq!(schema().len(), 185);
    }

    /// Source: `Client::get_integer_arg`, `get_forum_topic_id`, `get_message_id`, `get_user_id`,
    /// `to_bool` and `to_integer`.
    #[test]
    fn texts_that_are_no_numbers_are_zero() {
        let table = [
            ("getUpdates", json!({"limit": null}), json!({"limit": 0})),
            ("getUpdates", json!({"offset": "abc"}), json!({"offset": 0})),
            ("getUpdates", json!({"limit": "7 of 9"}), json!({"limit": 7})),
            ("getUpdates", json!({"timeout": 1.9}), json!({"timeout": 1})),
            ("getUpdates", json!({"offset": "-12x"}), json!({"offset": -12})),
            ("getUpdates", json!({"offset": " 1"}), json!({"offset": 0})),
            ("getUpdates", json!({"offset": [1]}), json!({"offset": 0})),
            ("getUpdates", json!({"limit": ""}), json!({})),
            ("getUpdates", json!({"allowed_updates": null}), json!({})),
            ("getUpdates", json!({"allowed_updates": "["}), json!({})),
            ("editMessageText", json!({"text": "a", "entities": "["}), json!({"text": "a"})),
            ("editMessageCaption", json!({"caption_entities": null}), json!({})),
            ("unpinAllChatMessages", json!({"chat_id": null}), json!({"chat_id": "null"})),
            (
                "sendLocation",
                json!({"chat_id": 1, "latitude": "1.5x", "longitude": null, "message_thread_id": "x"}),
                json!({"chat_id": 1, "latitude": 1.5, "longitude": 0.0}),
            ),
            (
                "sendMessage",
                json!({"chat_id": 1, "text": null, "protect_content": " YES ", "disable_notification": 2}),
                json!({
                    "chat_id": 1, "text": "null", "protect_content": true,
                    "disable_notification": false,
                }),
            ),
        ];
        for (method, given, read) in table {
            assert_eq!(checked(method, given.clone()), Ok(read), "{method} {given}");
        }
        let table = [
            ("banChatMember", json!({"chat_id": 1, "user_id": "x"}), "invalid user_id specified"),
            ("banChatMember", json!({"chat_id": 1, "user_id": -5}), "invalid user_id specified"),
            (
                "deleteMessage",
                json!({"chat_id": 1, "message_id": -5}),
                "message identifier is not specified",
            ),
        ];
        for (method, given, why) in table {
            let refused = Err(format!("Bad Request: {why}"));
            assert_eq!(checked(method, given.clone()), refused, "{method} {given}");
        }
    }

    /// Source: `Client::process_set_webhook_query`, `get_bot_commands`, `get_inline_query_results`,
    /// `get_chat_permissions`, `get_chat_administrator_rights`, `get_text_entity_type`,
    /// `get_reply_parameters` and `get_reply_markup`.
    #[test]
    fn what_telegrams_server_does_not_require_may_be_missing() {
        let hi = |name: &str, value: Value| json!({"chat_id": 1, "text": "a", name: value});
        let mention =
            |user: Value| json!([{"type": "text_mention", "offset": 0, "length": 1, "user": user}]);
        let table = [
            ("setWebhook", json!({}), json!({})),
            ("setWebhook", json!({"url": ""}), json!({})),
            ("setMyCommands", json!({}), json!({})),
            ("answerInlineQuery", json!({"inline_query_id": "1"}), json!({"inline_query_id": "1"})),
            (
                "setMyDefaultAdministratorRights",
                json!({"rights": {"can_pin_messages": true}}),
                json!({"rights": {"can_pin_messages": true}}),
            ),
            ("sendMessage", hi("reply_parameters", json!({})), json!({"chat_id": 1, "text": "a"})),
            (
                "sendMessage",
                hi("reply_parameters", json!("{}")),
                json!({"chat_id": 1, "text": "a"}),
            ),
            ("sendMessage", hi("reply_markup", json!("{}")), json!({"chat_id": 1, "text": "a"})),
            (
                "sendMessage",
                hi("entities", mention(json!({"id": 7}))),
                hi("entities", mention(json!({"id": 7}))),
            ),
        ];
        for (method, given, read) in table {
            assert_eq!(checked(method, given.clone()), Ok(read), "{method} {given}");
        }
        let table = [
            ("reply_markup", "object expected as reply markup"),
            ("reply_parameters", "object expected as reply parameters"),
            ("link_preview_options", "object expected as link preview options"),
        ];
        for (name, why) in table {
            let refused = Err(format!("Bad Request: {why}"));
            for nothing in [json!(null), json!("null"), json!([])] {
                assert_eq!(checked("sendMessage", hi(name, nothing)), refused, "{name}");
            }
        }
    }
}
