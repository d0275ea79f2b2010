//! How errors name users and chats.

use serde_json::Value;

use crate::world::World;

/// Names a user, by username or by first name and id; or a chat, by title and id.
fn described(json: &Value) -> String {
    let id = &json["id"];
    match (json["title"].as_str(), json["username"].as_str(), json["first_name"].as_str()) {
        (Some(title), ..) => format!("{title:?} ({id})"),
        (_, Some(username), _) => username.to_owned(),
        (_, _, Some(name)) => format!("{name} ({id})"),
        (None, None, None) => id.to_string(),
    }
}

impl World {
    /// Names the user, bot or chat with an id.
    pub(crate) fn name_of(&self, id: i64) -> String {
        let chat = || self.chats.get(&id).map(|chat| &chat.json);
        self.user(id).or_else(chat).map_or_else(|| id.to_string(), described)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

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
            assert_eq!(described(&json), name);
        }
    }
}
