//! JSON as Telegram writes it.

use serde_json::Value;

/// What stands first in an object. There are clients that take the second member
/// of an update for its kind.
const FIRST: [&str; 4] = ["ok", "update_id", "message_id", "id"];

/// The text of a value, with the members of its objects in Telegram's order.
pub(crate) fn written(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (n, item) in items.iter().enumerate() {
                text.push_str(if n > 0 { "," } else { "" });
                write(item, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            let place = |name: &str| FIRST.iter().position(|first| *first == name);
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| place(name).unwrap_or(FIRST.len()));
            text.push('{');
            for (n, (name, value)) in members.into_iter().enumerate() {
                text.push_str(if n > 0 { "," } else { "" });
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
        value => text.push_str(&value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_id_of_an_update_stands_first() {
        let answer = json!({"ok": true, "result": [
            {"message": {"chat": {"first_name": "a\"b", "id": 1}, "message_id": 2}, "update_id": 3},
            {},
        ]});
        let text = r#"{"ok":true,"result":[{"update_id":3,"message":{"message_id":2,"chat":{"id":1,"first_name":"a\"b"}}},{}]}"#;
        assert_eq!(written(&answer), text);
    }
}
