//! JSON in Telegram's order of members.

use std::io;

use serde::Serialize;
use serde_json::Value;

/// The members that come first in an object. Some clients take the second member of an
/// update for its kind.
const FIRST: [&str; 4] = ["ok", "update_id", "message_id", "id"];

/// Serializes a value, with the members of objects in Telegram's order.
pub(crate) fn written(value: &Value) -> Vec<u8> {
    let mut text = Vec::new();
    write(value, &mut text);
    text
}

/// The length of a value as JSON, in bytes.
pub(crate) fn length(value: &Value) -> usize {
    struct Counter(usize);

    impl io::Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut counter = Counter(0);
    serde_json::to_writer(&mut counter, value)
        .expect("counting does not fail, and names are strings");
    counter.0
}

/// Serializes values as an array.
pub(crate) fn write_array<'a>(values: impl Iterator<Item = &'a Value>, text: &mut Vec<u8>) {
    text.push(b'[');
    for (n, value) in values.enumerate() {
        if n > 0 {
            text.push(b',');
        }
        write(value, text);
    }
    text.push(b']');
}

fn write(value: &Value, text: &mut Vec<u8>) {
    match value {
        Value::Array(items) => write_array(items.iter(), text),
        Value::Object(members) => {
            let first = FIRST.iter().filter_map(|name| members.get_key_value(*name));
            let rest = members.iter().filter(|(name, _)| !FIRST.contains(&name.as_str()));
            text.push(b'{');
            for (n, (name, value)) in first.chain(rest).enumerate() {
                if n > 0 {
                    text.push(b',');
                }
                write_plainly(name, text);
                text.push(b':');
                write(value, text);
            }
            text.push(b'}');
        }
        value => write_plainly(value, text),
    }
}

fn write_plainly<T: Serialize + ?Sized>(value: &T, text: &mut Vec<u8>) {
    serde_json::to_writer(text, value)
        .expect("writing to a vector does not fail, and names are strings");
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_length_is_that_of_the_text() {
        let value = json!({"a": [1, "\n", "é", {"b": null}]});
        assert_eq!(length(&value), value.to_string().len());
    }

    #[test]
    fn the_id_of_an_update_comes_first() {
        let answer = json!({"ok": true, "result": [
            {"message": {"chat": {"first_name": "a\"b", "id": 1}, "message_id": 2}, "update_id": 3},
            {},
        ]});
        let text = r#"{"ok":true,"result":[{"update_id":3,"message":{"message_id":2,"chat":{"id":1,"first_name":"a\"b"}}},{}]}"#;
        assert_eq!(String::from_utf8(written(&answer)).unwrap(), text);
    }
}
