//! How errors name users and chats.

use serde_json::Value;

/// Returns a short description of a `User` or `Chat`, for messages to developers: the username of a
/// user, the first name and the id of a user without one, the title and the id of a chat.
///
/// # Example
///
/// ```
/// use chappe_emulator::display_name;
/// use serde_json::json;
///
/// let group = json!({"id": -1001, "type": "group", "title": "Friends"});
/// assert_eq!(display_name(&group), r#""Friends" (-1001)"#);
/// ```
pub fn display_name(json: &Value) -> String {
    let id = &json["id"];
    match (json["title"].as_str(), json["username"].as_str(), json["first_name"].as_str()) {
        (Some(title), ..) => format!("{title:?} ({id})"),
        (_, Some(username), _) => username.to_owned(),
        (_, _, Some(name)) => format!("{name} ({id})"),
        (None, None, None) => id.to_string(),
    }
}

/// A name as Telegram stores it: with single spaces between words, cut to a number of characters.
///
/// Source: td, `clean_name`.
pub(crate) fn clean_name(given: &str, most: usize) -> String {
    let words: Vec<&str> =
        given.split([' ', '\n', '\u{a0}']).filter(|word| !word.is_empty()).collect();
    let name: String = words.join(" ").chars().take(most).collect();
    name.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_trimmed_collapsed_and_cut() {
        let table =
            [("  a \n\u{a0} b ", "a b"), ("abc", "abc"), ("abcd efgh", "abcd"), (" \n", "")];
        for (given, name) in table {
            assert_eq!(clean_name(given, 5), name, "{given:?}");
        }
    }

    #[test]
    fn users_and_chats_have_names() {
        let table = [
            (
                json!({"id": -7, "title": "The \"Friends\"", "username": "f"}),
                r#""The \"Friends\"" (-7)"#,
            ),
            (json!({"id": 7, "first_name": "Alice", "username": "alice"}), "alice"),
            (json!({"id": 7, "first_name": "Alice"}), "Alice (7)"),
            (json!({"id": 7}), "7"),
        ];
        for (json, name) in table {
            assert_eq!(display_name(&json), name);
        }
    }
}
