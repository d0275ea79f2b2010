//! Conversations as text.

use std::fmt::{self, Write as _};

use chappe_emulator::button_labels;
use serde_json::Value;

use crate::{names::Names, recorded_call::RecordedCall};

/// The actions of users and the calls of the bot, one per line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Transcript {
    lines: String,
    pub(crate) names: Names,
}

impl Transcript {
    /// Adds the action of a user in a chat.
    pub(crate) fn add_action(&mut self, user: i64, chat: i64, what: &str) {
        let name = self.names.short(user);
        let within =
            if user == chat { String::new() } else { format!(" in {}", self.names.short(chat)) };
        let _ = writeln!(self.lines, "{name}{within}{}", indented(what, "  "));
    }

    /// Adds a call of the bot.
    pub(crate) fn add_call(&mut self, call: &RecordedCall) {
        let line = self.call(call);
        self.lines.push_str(&line);
    }

    /// Formats calls, one per line.
    pub(crate) fn calls(&self, calls: &[RecordedCall]) -> String {
        if calls.is_empty() {
            return "  nothing\n".to_owned();
        }
        calls.iter().map(|call| self.call(call)).collect()
    }

    fn call(&self, call: &RecordedCall) -> String {
        let params = call.params();
        let chat = self.name_of(&params["chat_id"]);
        let text = |name: &str| params[name].as_str().map(|text| indented(text, "    "));
        let message = &params["message_id"];
        let mut line = match call.method() {
            "sendMessage" => format!("  bot → {chat}: {}", text("text").unwrap_or_default()),
            "sendChatAction" => {
                format!("  bot → {chat}: ({}…)", text("action").unwrap_or_default())
            }
            "editMessageText" => {
                format!("  bot edits → {chat} #{message}: {}", text("text").unwrap_or_default())
            }
            "editMessageReplyMarkup" => format!("  bot edits → {chat} #{message}: (buttons)"),
            "deleteMessage" => format!("  bot deletes → {chat} #{message}"),
            "answerCallbackQuery" => {
                let verb = if params["show_alert"] == true { "alerts" } else { "answers" };
                match text("text") {
                    Some(text) => format!("  bot {verb}: {text}"),
                    None => format!("  bot {verb}"),
                }
            }
            method => match method.strip_prefix("send") {
                Some(kind) => {
                    let caption = text("caption").map(|text| format!(" {text}"));
                    format!("  bot → {chat}: ({}){}", spaced(kind), caption.unwrap_or_default())
                }
                None => format!("  bot calls {method}{}", self.params(params)),
            },
        };
        for row in button_labels(&params["reply_markup"]) {
            let row: Vec<String> = row.iter().map(|label| format!("[{label}]")).collect();
            let _ = write!(line, "\n    {}", row.join(" "));
        }
        if let Err((code, description)) = call.result() {
            let _ = write!(line, "\n    refused: {code} {description}");
        }
        line.push('\n');
        line
    }

    /// Formats parameters, with the names of users and chats.
    fn params(&self, params: &Value) -> String {
        let Some(params) = params.as_object().filter(|params| !params.is_empty()) else {
            return String::new();
        };
        let values = params.iter();
        let values =
            values.map(|(name, value)| format!("{name}: {}", self.names.value(name, value)));
        format!(" ({})", values.collect::<Vec<_>>().join(", "))
    }

    fn name_of(&self, id: &Value) -> String {
        id.as_i64().map_or_else(|| id.to_string(), |id| self.names.short(id))
    }
}

/// Indents all lines of a text except the first.
fn indented(text: &str, indent: &str) -> String {
    let mut lines = text.split('\n');
    let mut indented = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let indent = if line.is_empty() { "" } else { indent };
        let _ = write!(indented, "\n{indent}{line}");
    }
    indented
}

/// Converts `MediaGroup` to `media group`.
fn spaced(name: &str) -> String {
    let mut spaced = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !spaced.is_empty() {
            spaced.push(' ');
        }
        spaced.extend(letter.to_lowercase());
    }
    spaced
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines)
    }
}
