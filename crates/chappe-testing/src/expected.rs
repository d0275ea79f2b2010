//! Expectations of calls.

use std::fmt;

use chappe_emulator::button_labels;
use chappe_types::{ChatId, UserId};
use serde_json::Value;

use crate::{names::Names, recorded_call::RecordedCall};

/// Describes a call that a bot is expected to have made, for
/// [`TestBot::expect`](crate::TestBot::expect).
///
/// It matches a call if all properties that it names match. Other properties may have any value.
///
/// # Example
///
/// ```
/// use chappe_testing::{Expected, sent_text};
///
/// let expected: Expected = sent_text("Play?").buttons([["Yes", "No"]]);
/// assert_eq!(expected.to_string(), r#"sent "Play?" with the buttons [Yes] [No]"#);
/// ```
#[must_use = "an expectation does nothing until it is passed to `TestBot::expect`"]
pub struct Expected {
    description: Vec<Part>,
    checks: Vec<Check>,
}

/// A part of a description.
enum Part {
    Text(String),
    /// A parameter, which may be the id of a user or chat.
    Param(&'static str, Value),
    /// The recipient.
    Chat(i64),
}

type Check = Box<dyn Fn(&RecordedCall) -> bool + Send + Sync>;

/// Expects a `sendMessage` with exactly this text.
pub fn sent_text(text: impl Into<String>) -> Expected {
    let text = text.into();
    let expected = Expected::of(format!("sent {text:?}"), &["sendMessage"]);
    expected.check(move |call| call.params()["text"] == *text)
}

/// Expects an `editMessageText` with exactly this text.
pub fn edited_text(text: impl Into<String>) -> Expected {
    let text = text.into();
    let expected = Expected::of(format!("edited to {text:?}"), &["editMessageText"]);
    expected.check(move |call| call.params()["text"] == *text)
}

/// Expects a `sendPhoto`.
pub fn sent_photo() -> Expected {
    Expected::of("sent a photo".to_owned(), &["sendPhoto"])
}

/// Expects a `sendDocument`.
pub fn sent_document() -> Expected {
    Expected::of("sent a document".to_owned(), &["sendDocument"])
}

/// Expects a call of any method whose name starts with `send`.
pub fn sent() -> Expected {
    let expected = Expected::of("sent anything".to_owned(), &[]);
    expected.check(|call| call.method().starts_with("send"))
}

/// Expects an `answerCallbackQuery` with exactly this text.
pub fn answered(text: impl Into<String>) -> Expected {
    let text = text.into();
    let expected = Expected::of(format!("answered {text:?}"), &["answerCallbackQuery"]);
    expected.check(move |call| call.params()["text"] == *text)
}

/// Expects an `answerCallbackQuery` with exactly this text, shown as an alert.
pub fn alerted(text: impl Into<String>) -> Expected {
    let text = text.into();
    let expected = Expected::of(format!("alerted {text:?}"), &["answerCallbackQuery"]);
    expected
        .check(move |call| call.params()["text"] == *text && call.params()["show_alert"] == true)
}

/// Expects a call of a method by its name.
pub fn called(method: impl Into<String>) -> Expected {
    let method = method.into();
    let expected = Expected::of(format!("called {method}"), &[]);
    expected.check(move |call| call.method() == method)
}

impl Expected {
    pub(crate) fn of(description: String, methods: &'static [&'static str]) -> Self {
        let description = vec![Part::Text(description)];
        let expected = Self { description, checks: Vec::new() };
        if methods.is_empty() {
            return expected;
        }
        expected.check(move |call| methods.contains(&call.method()))
    }

    pub(crate) fn check(
        mut self,
        check: impl Fn(&RecordedCall) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.checks.push(Box::new(check));
        self
    }

    pub(crate) fn describe(self, more: &str) -> Self {
        self.part(Part::Text(more.to_owned()))
    }

    fn part(mut self, part: Part) -> Self {
        self.description.push(part);
        self
    }

    /// Formats the description, with the names of users and chats.
    pub(crate) fn described(&self, names: &Names) -> String {
        let parts = self.description.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Param(name, value) => format!("{name} = {}", names.value(name, value)),
            Part::Chat(id) => names.full(*id),
        });
        parts.collect()
    }

    /// Requires this chat or user as the recipient.
    pub fn to(self, chat: impl Into<ChatRef>) -> Self {
        let ChatRef(chat) = chat.into();
        let expected = self.describe(" to ").part(Part::Chat(chat));
        expected.check(move |call| call.params()["chat_id"] == chat)
    }

    /// Requires that the text or caption contains `part`.
    pub fn containing(self, part: impl Into<String>) -> Self {
        let part = part.into();
        let expected = self.describe(&format!(" with {part:?} in it"));
        expected.check(move |call| {
            let texts = ["text", "caption"].map(|name| call.params()[name].as_str());
            texts.into_iter().flatten().any(|text| text.contains(&part))
        })
    }

    /// Requires a parameter with this value.
    pub fn with(self, name: &'static str, value: impl Into<Value>) -> Self {
        let value = value.into();
        let expected = self.describe(" with ").part(Part::Param(name, value.clone()));
        expected.check(move |call| call.params()[name] == value)
    }

    /// Requires exactly these labels of buttons, row by row, of an inline or reply keyboard.
    pub fn buttons<R, L>(self, rows: impl IntoIterator<Item = R>) -> Self
    where
        R: IntoIterator<Item = L>,
        L: Into<String>,
    {
        let row = |row: R| row.into_iter().map(Into::into).collect::<Vec<String>>();
        let rows: Vec<Vec<String>> = rows.into_iter().map(row).collect();
        let shown: Vec<String> = rows.iter().flatten().map(|label| format!("[{label}]")).collect();
        let expected = self.describe(&format!(" with the buttons {}", shown.join(" ")));
        expected.check(move |call| button_labels(&call.params()["reply_markup"]) == rows)
    }

    /// Requires that Telegram refused the call with this code.
    pub fn refused(self, code: u16) -> Self {
        let expected = self.describe(&format!(" and was refused with {code}"));
        expected.check(move |call| call.result().is_err_and(|(actual, _)| actual == code))
    }

    /// Returns whether a call matches.
    pub fn matches(&self, call: &RecordedCall) -> bool {
        self.checks.iter().all(|check| check(call))
    }
}

/// A reference to a chat: a [`TestUser`](crate::TestUser), a [`TestChat`](crate::TestChat), or
/// an id.
#[derive(Clone, Copy, Debug)]
pub struct ChatRef(pub(crate) i64);

impl From<i64> for ChatRef {
    fn from(id: i64) -> Self {
        Self(id)
    }
}

impl From<ChatId> for ChatRef {
    fn from(id: ChatId) -> Self {
        Self(id.0)
    }
}

impl From<UserId> for ChatRef {
    fn from(id: UserId) -> Self {
        Self(id.0)
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.described(&Names::default()))
    }
}

impl fmt::Debug for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expected").field(&self.to_string()).finish()
    }
}
