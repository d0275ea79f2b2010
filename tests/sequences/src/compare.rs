//! The first difference of two values.

use serde_json::Value;

/// Members of snapshots that a restored emulator counts on: events, and the registrations of
/// webhooks.
const COUNTED: [&str; 2] = ["event", "webhook"];

/// Returns the path of the first difference. Times may differ by rounding.
pub(crate) fn difference(first: &Value, second: &Value) -> Option<String> {
    differs(first, second, String::new())
}

fn differs(first: &Value, second: &Value, path: String) -> Option<String> {
    match (first, second) {
        (Value::Object(one), Value::Object(other)) => {
            let names = one.keys().chain(other.keys().filter(|name| !one.contains_key(*name)));
            names
                .filter(|name| !(path == ".world.next" && COUNTED.contains(&&***name)))
                .find_map(|name| differs(&first[name], &second[name], format!("{path}.{name}")))
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let mut pairs = one.iter().zip(other).enumerate();
            pairs.find_map(|(at, (one, other))| differs(one, other, format!("{path}[{at}]")))
        }
        (Value::Number(one), Value::Number(other)) if one.is_f64() || other.is_f64() => {
            let (one, other) = (one.as_f64()?, other.as_f64()?);
            ((one - other).abs() > 1e-3).then_some(path)
        }
        (first, second) => (first != second).then_some(path),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_path_of_the_first_difference_is_returned() {
        let first =
            json!({"world": {"next": {"event": 1, "user": 2}, "at": 1.0, "list": [1, {"a": 1}]}});
        let mut second = first.clone();
        second["world"]["next"]["event"] = json!(9);
        second["world"]["at"] = json!(1.000_000_1);
        assert_eq!(difference(&first, &second), None);
        second["world"]["list"][1]["b"] = json!(2);
        assert_eq!(difference(&first, &second), Some(".world.list[1].b".to_owned()));
    }
}
