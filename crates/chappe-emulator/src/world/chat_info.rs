//! Titles, descriptions and photos of chats.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::{
    names::clean_name,
    world::{Talk, World, dimensions},
};

/// The most characters of a title and of a description.
const LONGEST_TITLE: usize = 128;
const LONGEST_DESCRIPTION: usize = 255;

/// The sides of a chat photo's sizes; the first is the small one, and the last the big one.
const SIDES: [i64; 3] = [160, 320, 640];

/// A title as Telegram stores it.
pub(crate) fn title(given: &str) -> String {
    clean_name(given, LONGEST_TITLE)
}

/// A description as Telegram stores it.
pub(crate) fn description(given: &str) -> String {
    given.trim().chars().take(LONGEST_DESCRIPTION).collect::<String>().trim_end().to_owned()
}

impl World {
    /// Notifies subscribers that a chat has changed.
    pub(crate) fn chat_changed(&mut self, id: i64) {
        if let Some(json) = self.chats.get(&id).map(|chat| chat.json.clone()) {
            self.emit("chat", json!({"chat": json}));
        }
    }

    /// Stores a service message of a chat and sends it to its bots, also to the one that caused
    /// it.
    pub(crate) fn announce(
        &mut self,
        talk: Talk,
        mut sender: Map<String, Value>,
        (name, value): (&str, Value),
        by: Option<i64>,
    ) -> Value {
        sender.insert(name.to_owned(), value);
        let message = self.store_message(talk, Value::Object(sender), None, by);
        self.notify_bots(talk, &message, false, None);
        message
    }

    pub(crate) fn set_title(&mut self, id: i64, title: &str) {
        if let Some(chat) = self.chats.get_mut(&id) {
            chat.json["title"] = json!(title);
        }
        self.chat_changed(id);
    }

    /// Sets a description; an empty one removes it. Returns whether it differs from the previous
    /// one.
    pub(crate) fn set_description(&mut self, id: i64, description: &str) -> bool {
        let Some(chat) = self.chats.get_mut(&id) else { return false };
        let before = chat.full.remove("description");
        if !description.is_empty() {
            chat.full.insert("description".to_owned(), json!(description));
        }
        let is_other = before.as_ref().and_then(Value::as_str).unwrap_or_default() != description;
        self.chat_changed(id);
        is_other
    }

    /// Sets the photo of a chat. Returns the `PhotoSize`s of the service message; `None` if the
    /// content is no picture.
    ///
    /// Pictures are not scaled: the content of each size is that of the file.
    pub(crate) fn set_photo(&mut self, id: i64, name: &str, content: &Bytes) -> Option<Value> {
        dimensions(content)?;
        let sizes = SIDES.map(|side| {
            let file = self.files.store("profile_photo", name, "image/jpeg", content.clone());
            let mut size = file.json();
            size["width"] = json!(side);
            size["height"] = json!(side);
            size
        });
        let [small, _, big] = &sizes;
        let photo = json!({
            "small_file_id": small["file_id"], "small_file_unique_id": small["file_unique_id"],
            "big_file_id": big["file_id"], "big_file_unique_id": big["file_unique_id"],
        });
        if let Some(chat) = self.chats.get_mut(&id) {
            chat.full.insert("photo".to_owned(), photo);
        }
        self.chat_changed(id);
        Some(json!(sizes))
    }

    /// Removes the photo of a chat. Returns whether there was one.
    pub(crate) fn delete_photo(&mut self, id: i64) -> bool {
        let removed = self.chats.get_mut(&id).and_then(|chat| chat.full.remove("photo"));
        self.chat_changed(id);
        removed.is_some()
    }
}
