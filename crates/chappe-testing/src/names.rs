//! The names of users and chats in transcripts and in the messages of failures.

use std::collections::BTreeMap;

use serde_json::Value;

/// The names of users and chats, by id. The ids of chats are negative.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(BTreeMap<i64, String>);

impl Names {
    /// Sets the name of a user or chat.
    pub(crate) fn insert(&mut self, id: i64, name: &str) {
        self.0.insert(id, name.to_owned());
    }

    /// Returns the id of the user with a name, not of a chat.
    pub(crate) fn user_of(&self, name: &str) -> Option<i64> {
        self.0.range(1..).find(|(_, known)| *known == name).map(|(id, _)| *id)
    }

    /// Returns the name for a transcript: `alice` or `Friends`; with the id if chats have the same
    /// name.
    pub(crate) fn short(&self, id: i64) -> String {
        let Some(name) = self.0.get(&id) else { return id.to_string() };
        let is_unique = self.0.values().filter(|other| *other == name).count() == 1;
        if is_unique { name.clone() } else { format!("{name} ({id})") }
    }

    /// Returns the name for the message of a failure: `alice` or `"Friends" (-1001)`.
    pub(crate) fn full(&self, id: i64) -> String {
        match self.0.get(&id) {
            Some(title) if id < 0 => format!("{title:?} ({id})"),
            Some(name) => name.clone(),
            None => id.to_string(),
        }
    }

    /// Returns the name of a user in a chat: `alice`, in a group `alice in "Friends" (-1001)`.
    pub(crate) fn actor(&self, user: i64, chat: i64) -> String {
        let name = self.full(user);
        if user == chat { name } else { format!("{name} in {}", self.full(chat)) }
    }

    /// Formats the value of a parameter: an id of a user or chat with its name.
    pub(crate) fn value(&self, parameter: &str, value: &Value) -> String {
        let is_id = parameter.ends_with("chat_id") || parameter.ends_with("user_id");
        match value.as_i64().filter(|id| is_id && self.0.contains_key(id)) {
            Some(id) if id < 0 => self.full(id),
            Some(id) => format!("{} ({id})", self.full(id)),
            None => value.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_in_transcripts_and_complete_in_failures() {
        let mut names = Names::default();
        for (id, name) in [(7, "alice"), (-1, "Friends"), (-2, "Work"), (-3, "Work")] {
            names.insert(id, name);
        }
        let short = [7, -1, -2, 8].map(|id| names.short(id));
        assert_eq!(short, ["alice", "Friends", "Work (-2)", "8"]);
        let full = [names.actor(7, 7), names.actor(7, -1), names.actor(8, -9)];
        assert_eq!(full, ["alice", "alice in \"Friends\" (-1)", "8 in -9"]);
        let value = |name: &str, id: i64| names.value(name, &id.into());
        assert_eq!(
            [
                value("chat_id", -1),
                value("user_id", 7),
                value("from_chat_id", 8),
                value("limit", 7)
            ],
            ["\"Friends\" (-1)", "alice (7)", "8", "7"],
        );
        assert_eq!(names.user_of("alice"), Some(7));
        assert_eq!(names.user_of("Friends"), None);
    }
}
