//! Buttons of keyboards.

use serde_json::Value;

/// Returns the labels of the buttons of an inline or reply keyboard, row by row. `markup` is a
/// `reply_markup`, as an object or, as in forms, as a string of JSON.
pub fn button_labels(markup: &Value) -> Vec<Vec<String>> {
    let parsed = markup.as_str().and_then(|text| serde_json::from_str(text).ok());
    let markup: &Value = parsed.as_ref().unwrap_or(markup);
    let rows = markup["inline_keyboard"].as_array().or_else(|| markup["keyboard"].as_array());
    rows.into_iter().flatten().map(row_labels).collect()
}

fn row_labels(row: &Value) -> Vec<String> {
    let label = |button: &Value| {
        button["text"].as_str().or_else(|| button.as_str()).unwrap_or_default().to_owned()
    };
    row.as_array().into_iter().flatten().map(label).collect()
}

/// The kind of keyboard that a button belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyboard {
    /// An inline keyboard, below the message. Pressing a button sends a callback query.
    Inline,
    /// A reply keyboard, in place of the user's keyboard. Pressing a button sends its label as a
    /// message.
    Reply,
}

/// The position of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ButtonPosition {
    /// The message of the keyboard.
    pub message_id: i64,
    /// The row, from 0.
    pub row: usize,
    /// The column, from 0.
    pub column: usize,
}

/// Returns the position of the newest button with a label. `messages` must be sorted from the
/// oldest to the newest.
///
/// # Errors
///
/// Fails with a readable list of the labels that exist.
pub fn find_button(
    messages: &[Value],
    keyboard: Keyboard,
    label: &str,
) -> Result<ButtonPosition, String> {
    let name = match keyboard {
        Keyboard::Inline => "inline_keyboard",
        Keyboard::Reply => "keyboard",
    };
    let mut others = Vec::new();
    for message in messages.iter().rev() {
        let rows = message["reply_markup"][name].as_array().into_iter().flatten();
        for (row, buttons) in rows.enumerate() {
            for (column, text) in row_labels(buttons).into_iter().enumerate() {
                if text == label {
                    let message_id = message["message_id"].as_i64().unwrap_or_default();
                    return Ok(ButtonPosition { message_id, row, column });
                }
                others.push(format!("[{text}]"));
            }
        }
    }
    Err(if others.is_empty() { "none at all".to_owned() } else { others.join(" ") })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

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
        let found = find_button(&messages, Keyboard::Inline, "Yes");
        assert_eq!(found, Ok(ButtonPosition { message_id: 2, row: 1, column: 1 }));
        let others = find_button(&messages[..1], Keyboard::Inline, "Maybe");
        assert_eq!(others, Err("[No] [?] [Yes]".to_owned()));
        let none = find_button(&messages, Keyboard::Reply, "Yes");
        assert_eq!(none, Err("none at all".to_owned()));
    }

    #[test]
    fn labels_are_read_from_objects_and_strings() {
        let expected = vec![vec!["Yes".to_owned()], vec!["No".to_owned()]];
        let reply = json!({"keyboard": [["Yes"], [{"text": "No"}]]});
        assert_eq!(button_labels(&reply), expected);
        assert_eq!(button_labels(&json!(reply.to_string())), expected);
        assert_eq!(button_labels(&Value::Null), Vec::<Vec<String>>::new());
    }
}
