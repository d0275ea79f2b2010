//! Whether a value is of a type of the schema.

use serde_json::Value;

use crate::schema::{Field, Type, item_of, schema};

/// Fields that Telegram sends for older clients, and its documentation no longer lists.
///
/// Source: `Client::JsonBusinessConnection`.
const UNLISTED: [(&str, &str); 1] = [("BusinessConnection", "can_reply")];

/// Checks a value against a type: required fields are present, and each field is known and has
/// the right type.
///
/// # Errors
///
/// Returns the path of the first deviation, and what it is.
pub(crate) fn conforms(kind: &str, value: &Value) -> Result<(), String> {
    if let Some(item) = item_of(kind) {
        let items = value.as_array().ok_or_else(|| format!(" is no {kind}"))?;
        return items
            .iter()
            .try_for_each(|value| conforms(item, value).map_err(|why| format!("[]{why}")));
    }
    if kind.contains(" | ") {
        return one_of(kind, kind.split(" | "), value);
    }
    let is_right = match kind {
        "Integer" | "Date" => value.is_i64() || value.is_u64(),
        "Float" => value.is_number(),
        "Boolean" => value.is_boolean(),
        "True" => *value == Value::Bool(true),
        "String" | "InputFile" => value.is_string(),
        name => {
            return match schema().types.get(name) {
                Some(Type::OneOf(members)) => {
                    one_of(name, members.iter().map(String::as_str), value)
                }
                Some(Type::Object(fields)) => object(name, fields, value),
                None => Err(format!(" has the type {name}, which is not in the schema")),
            };
        }
    };
    if is_right { Ok(()) } else { Err(format!(" is no {kind}")) }
}

fn object(name: &str, fields: &[Field], value: &Value) -> Result<(), String> {
    let members = value.as_object().ok_or_else(|| format!(" is no {name}"))?;
    for field in fields {
        let is_missing = !members.contains_key(&field.name);
        if is_missing && field.is_required {
            return Err(format!(".{} is missing in {name}", field.name));
        }
    }
    let mut listed =
        members.iter().filter(|(member, _)| !UNLISTED.contains(&(name, member.as_str())));
    listed.try_for_each(|(member, value)| {
        let field = fields.iter().find(|field| field.name == *member);
        let field = field.ok_or_else(|| format!(".{member} is not in {name}"))?;
        let is_other = field.constant.as_deref().is_some_and(|constant| *value != constant);
        if is_other {
            return Err(format!(".{member} has another value in {name}"));
        }
        conforms(&field.kind, value).map_err(|why| format!(".{member}{why}"))
    })
}

/// The error is that of the member whose constant fields are right, if there is one. A member whose
/// constant fields differ is not compared further: unions nest, and each level would double the
/// work.
fn one_of<'a>(
    name: &str,
    members: impl Iterator<Item = &'a str>,
    value: &Value,
) -> Result<(), String> {
    let mut nearest = None;
    for member in members.filter(|member| !has_other_constants(member, value)) {
        match conforms(member, value) {
            Ok(()) => return Ok(()),
            Err(why) if value.is_object() => nearest = Some(why),
            Err(_) => {}
        }
    }
    Err(nearest.unwrap_or_else(|| format!(" is no {name}")))
}

/// Whether the type is an object, one of whose constant fields has another value here.
fn has_other_constants(kind: &str, value: &Value) -> bool {
    let Some(Type::Object(fields)) = schema().types.get(kind) else { return false };
    let is_other = |field: &Field| {
        field.constant.as_deref().is_some_and(|constant| value[&field.name] != constant)
    };
    fields.iter().any(is_other)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn deviations_are_named_with_their_path() {
        let user = json!({"id": 1, "is_bot": false, "first_name": "A"});
        assert_eq!(conforms("User", &user), Ok(()));
        let table = [
            ("User", json!({"id": "1", "is_bot": false, "first_name": "A"}), ".id is no Integer"),
            ("User", json!({"id": 1, "is_bot": false}), ".first_name is missing in User"),
            ("Array<User>", json!([user, 1]), "[] is no User"),
            ("MessageId", json!({"message_id": 1, "date": 2}), ".date is not in MessageId"),
            ("Message | Boolean", json!("a"), " is no Message | Boolean"),
            (
                "ChatMember",
                json!({"status": "left", "user": {"id": 1, "is_bot": false}}),
                ".user.first_name is missing in User",
            ),
        ];
        for (kind, value, why) in table {
            assert_eq!(conforms(kind, &value), Err(why.to_owned()));
        }
    }

    #[test]
    fn a_deep_union_is_read_once() {
        let text = (0..200).fold(json!("deep"), |text, _| json!({"type": "bold", "text": text}));
        assert_eq!(conforms("RichText", &text), Ok(()));
    }
}
