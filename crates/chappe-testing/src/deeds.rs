//! What people look at before they do something.

use http::Method;
use serde_json::{Value, json};

use crate::bot::TestBot;

impl TestBot {
    /// The messages of a chat, oldest first.
    pub(crate) fn messages(&self, chat: i64) -> Vec<Value> {
        let given = json!({"bot": self.token(), "chat_id": chat});
        match self.control(&Method::GET, "messages", &given)["messages"].take() {
            Value::Array(messages) => messages,
            _ => Vec::new(),
        }
    }

    /// How the emulator's control API calls the bot.
    pub(crate) fn token(&self) -> Value {
        json!(self.bot().id().0)
    }
}

/// The newest message of somebody.
pub(crate) fn newest_of(messages: &[Value], user: i64) -> Option<&Value> {
    messages.iter().rev().find(|message| message["from"]["id"] == user)
}

/// Where a button stands.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Button {
    pub(crate) message_id: i64,
    pub(crate) row: usize,
    pub(crate) column: usize,
}

/// The newest button with a label, of keyboards of a sort.
///
/// # Errors
///
/// The labels of those that there are.
pub(crate) fn button(messages: &[Value], sort: &str, label: &str) -> Result<Button, String> {
    let mut others = Vec::new();
    for message in messages.iter().rev() {
        let rows = message["reply_markup"][sort].as_array().into_iter().flatten();
        for (row, buttons) in rows.enumerate() {
            for (column, button) in buttons.as_array().into_iter().flatten().enumerate() {
                let text = button["text"].as_str().or_else(|| button.as_str()).unwrap_or_default();
                if text == label {
                    let message_id = message["message_id"].as_i64().unwrap_or_default();
                    return Ok(Button { message_id, row, column });
                }
                others.push(format!("[{text}]"));
            }
        }
    }
    Err(if others.is_empty() { "none at all".to_owned() } else { others.join(" ") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_button_with_the_label_is_found() {
        let keyboard =
            json!({"inline_keyboard": [[{"text": "No"}], [{"text": "?"}, {"text": "Yes"}]]});
        let messages = [
            json!({"message_id": 1, "reply_markup": keyboard}),
            json!({"message_id": 2, "reply_markup": keyboard}),
            json!({"message_id": 3, "text": "Yes"}),
        ];
        let found = button(&messages, "inline_keyboard", "Yes");
        assert_eq!(found, Ok(Button { message_id: 2, row: 1, column: 1 }));
        let others = button(&messages[..1], "inline_keyboard", "Maybe");
        assert_eq!(others, Err("[No] [?] [Yes]".to_owned()));
        assert_eq!(button(&messages, "keyboard", "Yes"), Err("none at all".to_owned()));
    }
}
