//! The first difference of two values.

use serde_json::Value;

/// Members of snapshots that a restored emulator counts on: events, and the registrations of
/// webhooks.
const COUNTED: [&str; 2] = [".world.next.event", ".world.next.webhook"];

/// The member of a webhook that is the number of its registration.
const REGISTRATION: &str = ".webhook.generation";

/// The most that times differ by, in seconds: timers fire at whole milliseconds.
const ROUNDING: f64 = 2e-3;

/// Returns the path of the first difference. Times may differ by rounding.
pub(crate) fn difference(first: &Value, second: &Value) -> Option<String> {
    differs(first, second, String::new())
}

fn differs(first: &Value, second: &Value, path: String) -> Option<String> {
    match (first, second) {
        (Value::Object(one), Value::Object(other)) => {
            let names = one.keys().chain(other.keys().filter(|name| !one.contains_key(*name)));
            names
                .map(|name| (name, format!("{path}.{name}")))
                .filter(|(_, path)| !COUNTED.contains(&&**path) && !path.ends_with(REGISTRATION))
                .find_map(|(name, path)| differs(&first[name], &second[name], path))
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let mut pairs = one.iter().zip(other).enumerate();
            pairs.find_map(|(at, (one, other))| differs(one, other, format!("{path}[{at}]")))
        }
        (Value::Number(one), Value::Number(other)) if one.is_f64() || other.is_f64() => {
            let (one, other) = (one.as_f64()?, other.as_f64()?);
            ((one - other).abs() > ROUNDING).then_some(path)
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
        second["world"]["at"] = json!(1.5);
        assert_eq!(difference(&first, &second), Some(".world.at".to_owned()));
        second["world"]["at"] = json!(1.0);
        second["world"]["list"][1]["b"] = json!(2);
        assert_eq!(difference(&first, &second), Some(".world.list[1].b".to_owned()));
    }
}
