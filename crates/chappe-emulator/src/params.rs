//! The parameters of a call, independent of their encoding.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::{
    error::ApiError,
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
        self.modernize();
        for field in &method.params {
            // The file may be the part of the parameter itself.
            if let Some(file) = self.files.iter().find(|file| file.part == field.name) {
                checked.insert(field.name.clone(), format!("attach://{}", file.part).into());
                continue;
            }
            match self.values.remove(&field.name).filter(|value| !is_nothing(field, value)) {
                Some(value) => {
                    let value = typed(&field.wire, value).map_err(|why| wrong(field, &why))?;
                    checked.insert(field.name.clone(), value);
                }
                None if field.is_required => return Err(missing(&field.name)),
                None => {}
            }
        }
        Ok(Self { values: checked, files: self.files })
    }

    /// Replaces the parameters of older clients by their current form.
    fn modernize(&mut self) {
        let Some(id) = self.values.remove("reply_to_message_id") else { return };
        let lenient = self.values.remove("allow_sending_without_reply");
        let number = id.as_i64().or_else(|| id.as_str()?.trim().parse().ok());
        if let Some(number) = number.filter(|number| *number != 0) {
            let is_lenient =
                lenient.is_some_and(|lenient| typed("Boolean", lenient) == Ok(true.into()));
            let reply = json!({"message_id": number, "allow_sending_without_reply": is_lenient});
            self.values.entry("reply_parameters").or_insert(reply);
        }
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

/// Whether a parameter counts as missing.
fn is_nothing(field: &Field, value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) if field.name == "reply_markup" => {
            ["", "null", "{}"].contains(&text.trim())
        }
        Value::String(text) => text.is_empty() && field.name != "url",
        Value::Object(members) => members.is_empty() && field.name == "reply_markup",
        _ => false,
    }
}

/// The description of Telegram's error for a missing parameter.
fn missing(name: &str) -> ApiError {
    ApiError::bad_request(match name {
        "text" => "message text is empty".to_owned(),
        "chat_id" => "chat_id is empty".to_owned(),
        "user_id" => "invalid user_id specified".to_owned(),
        "message_id" => "message identifier is not specified".to_owned(),
        "photo" | "document" | "video" | "audio" | "voice" | "animation" | "sticker"
        | "video_note" => format!("there is no {} in the request", name.replace('_', " ")),
        name => format!("parameter \"{name}\" is required"),
    })
}

fn wrong(field: &Field, why: &str) -> ApiError {
    if field.wire.contains('<') || schema().kind(&field.wire).is_some() {
        let name = field.name.replace('_', " ");
        return ApiError::bad_request(format!("can't parse {name}: {why}"));
    }
    ApiError::bad_request(format!("parameter \"{}\" is invalid: {why}", field.name))
}

/// An integer; a fraction is truncated.
fn integer(text: &str) -> Result<Value, String> {
    let whole = text.trim().split('.').next().unwrap_or_default();
    whole.parse::<i64>().map(Value::from).map_err(|_| "not an integer".to_owned())
}

/// Converts a value to its type. Parameters of forms and queries are strings.
fn typed(wire: &str, value: Value) -> Result<Value, String> {
    match (wire, &value) {
        ("Integer" | "Date" | "Date | Integer", Value::String(text)) => integer(text),
        ("Integer" | "Date" | "Date | Integer", Value::Number(number)) => {
            integer(&number.to_string())
        }
        ("Boolean" | "True", Value::Number(number)) => Ok((number.as_i64() == Some(1)).into()),
        ("Float", Value::String(text)) => {
            text.trim().parse::<f64>().map(Value::from).map_err(|_| "not a number".to_owned())
        }
        ("Float" | "Integer | String", Value::Number(_)) | ("Boolean" | "True", Value::Bool(_)) => {
            Ok(value)
        }
        ("Boolean" | "True", Value::String(text)) => {
            Ok(["true", "yes", "1"].contains(&&*text.to_lowercase()).into())
        }
        ("Integer | String", Value::String(text)) => {
            Ok(text.parse::<i64>().map_or_else(|_| Value::from(text.as_str()), Value::from))
        }
        ("String" | "InputFile" | "String | InputFile", Value::String(_)) => Ok(value),
        // Servers accept a number in place of a string.
        ("String", Value::Number(number)) => Ok(number.to_string().into()),
        ("Integer" | "Date" | "Date | Integer", _) => Err("not an integer".to_owned()),
        ("Float", _) => Err("not a number".to_owned()),
        ("String" | "InputFile" | "String | InputFile" | "Integer | String", _) => {
            Err("not a string".to_owned())
        }
        (_, Value::String(text)) => {
            let mut parsed =
                serde_json::from_str(text).map_err(|_| "JSON object expected".to_owned())?;
            deep(wire, &mut parsed)?;
            Ok(parsed)
        }
        _ => {
            let mut value = value;
            deep(wire, &mut value)?;
            Ok(value)
        }
    }
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
                    None | Some(Value::Null) if field.is_required => {
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
            checked("sendMessage", json!({"chat_id": 1, "text": "a", "message_thread_id": "x"})),
            checked("sendMessage", json!({"chat_id": 1, "text": "a", "entities": "["})),
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
                "Bad Request: parameter \"message_thread_id\" is invalid: not an integer",
                "Bad Request: can't parse entities: JSON object expected",
                "Bad Request: parameter \"reply_markup\" is invalid: field \"inline_keyboard\": field \"text\" must be specified",
            ],
        );
        assert_eq!(schema().len(), 185);
    }
}
