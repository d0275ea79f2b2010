//! The builder of updates.

use chappe_emulator::sample_payload;
use chappe_types::{Update, UpdateType};
use serde_json::{Value, json};

/// Builds updates of any kind. The update has all members that the Bot API requires, and any
/// member can be set by its path.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe_testing::UpdateBuilder;
///
/// let update = UpdateBuilder::message("hi").set("chat.type", "group").set("chat.id", -7).build();
/// assert_eq!(update.chat().map(|chat| chat.id.0), Some(-7));
///
/// let update = UpdateBuilder::new(UpdateType::PollAnswer).id(9).build();
/// assert_eq!(update.kind.update_type(), Some(UpdateType::PollAnswer));
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct UpdateBuilder {
    id: i64,
    kind: UpdateType,
    payload: Value,
}

impl UpdateBuilder {
    /// Creates an update of a kind with its required members only. The ids of users and chats
    /// are 7.
    pub fn new(kind: UpdateType) -> Self {
        let payload = sample_payload(kind.as_str()).unwrap_or_default();
        let mut builder = Self { id: 1, kind, payload };
        for path in ["from", "user", "chat", "message.chat", "message.from"] {
            let is_there = get(&builder.payload, path).is_some_and(Value::is_object);
            if is_there {
                builder = builder.set(&format!("{path}.id"), 7);
            }
        }
        builder
    }

    /// Creates a private text message from user 7.
    pub fn message(text: &str) -> Self {
        Self::new(UpdateType::Message)
            .set("text", text)
            .set("chat", json!({"id": 7, "type": "private", "first_name": "Ada"}))
            .set("from", json!({"id": 7, "is_bot": false, "first_name": "Ada"}))
    }

    /// Creates the callback query of user 7, who presses a button with this data under a private
    /// message.
    pub fn callback_query(data: &str) -> Self {
        let message = Self::message("pick").payload;
        Self::new(UpdateType::CallbackQuery)
            .set("id", "1")
            .set("data", data)
            .set("from", message["from"].clone())
            .set("message", message)
    }

    /// Creates an inline query from user 7.
    pub fn inline_query(query: &str) -> Self {
        Self::new(UpdateType::InlineQuery).set("id", "1").set("query", query)
    }

    /// Sets the update's id. Defaults to 1.
    pub fn id(mut self, id: i64) -> Self {
        self.id = id;
        self
    }

    /// Sets a member of the payload by its path: names and indices, separated by dots, such as
    /// `photo.0.file_id`. Missing objects and elements on the path are created.
    pub fn set(mut self, path: &str, value: impl Into<Value>) -> Self {
        let mut target = &mut self.payload;
        for name in path.split('.') {
            target = if let Ok(index) = name.parse::<usize>() {
                if !target.is_array() {
                    *target = json!([]);
                }
                element(target, index)
            } else {
                if !target.is_object() {
                    *target = json!({});
                }
                &mut target[name]
            };
        }
        *target = value.into();
        self
    }

    /// Builds the update.
    ///
    /// # Panics
    ///
    /// Panics if the payload is not valid for the kind. The message contains the JSON.
    #[track_caller]
    pub fn build(self) -> Update {
        let json = json!({"update_id": self.id, self.kind.as_str(): self.payload}).to_string();
        let update = Update::from_slice(json.as_bytes()).expect("the JSON is an object with an id");
        if update.kind.update_type() == Some(self.kind) {
            return update;
        }
        panic!("not a valid {}: {json}", self.kind.as_str());
    }
}

fn get<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, name| value.get(name))
}

/// Returns an element of a list. If the list is shorter, it is extended with nulls.
fn element(list: &mut Value, index: usize) -> &mut Value {
    if let Some(elements) = list.as_array_mut() {
        while elements.len() <= index {
            elements.push(Value::Null);
        }
    }
    &mut list[index]
}
