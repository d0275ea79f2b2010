//! The smallest values that fit the schema.

use serde_json::{Map, Value, json};

use crate::schema::{Type, schema};

/// Returns the smallest object of a type of the Bot API, such as `Message`: it has only the fields
/// that the schema requires. Returns `None` if there is no such type.
///
/// # Example
///
/// ```
/// use chappe_emulator::sample;
/// use serde_json::json;
///
/// let user = json!({"id": 0, "is_bot": true, "first_name": ""});
/// assert_eq!(sample("User"), Some(user));
/// ```
pub fn sample(name: &str) -> Option<Value> {
    schema().kind(name)?;
    Some(smallest(name))
}

/// Returns the smallest payload of a kind of update, such as `poll_answer`. Returns `None`
/// if there is no such kind.
pub fn sample_payload(kind: &str) -> Option<Value> {
    let Some(Type::Object(kinds)) = schema().kind("Update") else { return None };
    let field = kinds.iter().find(|field| field.name == kind && field.name != "update_id")?;
    Some(smallest(&field.wire))
}

/// Returns the smallest result of a method, such as `sendMessage`. Returns `None` if there
/// is no such method.
pub fn sample_result(method: &str) -> Option<Value> {
    schema().method(method).map(|method| smallest(&method.returns))
}

/// The smallest value of a type, in the notation of the schema.
fn smallest(wire: &str) -> Value {
    value(wire, 0)
}

fn value(wire: &str, depth: usize) -> Value {
    if wire.starts_with("Array<") || depth > 8 {
        return json!([]);
    }
    match wire.split(" | ").last().unwrap_or(wire) {
        "Boolean" | "True" => json!(true),
        "Integer" | "Date" => json!(0),
        "Float" => json!(0.0),
        "String" => json!(""),
        name => match schema().kind(name) {
            Some(Type::Object(fields)) => {
                let required = fields.iter().filter(|field| field.is_required);
                let members = required.map(|field| {
                    let value = match &field.constant {
                        Some(constant) => json!(constant),
                        None => value(&field.wire, depth + 1),
                    };
                    (field.name.clone(), value)
                });
                Value::Object(members.collect::<Map<_, _>>())
            }
            Some(Type::OneOf(members)) => {
                members.first().map_or(Value::Null, |member| value(member, depth + 1))
            }
            None => Value::Null,
        },
    }
}
