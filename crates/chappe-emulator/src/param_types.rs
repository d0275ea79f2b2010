//! Values of parameters, read as their types.

use serde_json::{Value, json};

use crate::{
    param_text::{float, integer, is_yes, text_of},
    schema::{Field, Type, schema},
};

/// Why a text is no object or array.
pub(crate) const NO_JSON: &str = "JSON object expected";

/// Reads a parameter as its type. All parameters are texts, whatever their encoding.
pub(crate) fn typed(wire: &str, value: Value) -> Result<Value, String> {
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
    // Telegram's server reads the id of a user alone, missing rights as false, and detects formats.
    let is_optional = kind == "ChatAdministratorRights"
        || (kind == "User" && field.name != "id")
        || (kind == "InputSticker" && field.name == "format");
    field.is_required && !is_optional
}

/// Checks objects and arrays, and converts their members to their types. Unknown members
/// are ignored, and members that are null count as missing.
fn deep(wire: &str, value: &mut Value) -> Result<(), String> {
    if let Some(item) = wire.strip_prefix("Array<").and_then(|rest| rest.strip_suffix('>')) {
        let items = value.as_array_mut().ok_or("expected an Array")?;
        return items.iter_mut().try_for_each(|value| deep(item, value));
    }
    if wire.contains(" | ") {
        // A markup with inline buttons is an inline keyboard, whatever else it has.
        let is_inline = value.get("inline_keyboard").is_some_and(Value::is_array);
        let mut kinds = wire.split(" | ");
        return match kinds.clone().find(|kind| is_inline && *kind == "InlineKeyboardMarkup") {
            Some(kind) => deep(kind, value),
            None => one_of(&mut kinds, value),
        };
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
                object.retain(|_, value| !value.is_null());
                fields.iter().try_for_each(|field| match object.get_mut(&field.name) {
                    None if is_required_member(name, field) => {
                        Err(format!("field \"{}\" must be specified", field.name))
                    }
                    None => Ok(()),
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

    /// Source: `JsonObject::extract_optional_field` and `get_optional_string_field`.
    #[test]
    fn members_that_are_null_count_as_missing() {
        let button = json!({"text": "a", "callback_data": "b", "url": null, "copy_text": null});
        let given = json!({"inline_keyboard": [[button]], "keyboard": null});
        let read = json!({"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]});
        assert_eq!(typed("InlineKeyboardMarkup", given), Ok(read));
        let nameless = json!({"inline_keyboard": [[{"text": null}]]});
        let why = "field \"inline_keyboard\": field \"text\" must be specified";
        assert_eq!(typed("InlineKeyboardMarkup", nameless), Err(why.to_owned()));
    }
}
