//! What a bot is expected to have done.

use std::fmt;

use chappe_emulator::button_labels;
use chappe_types::{ChatId, UserId};
use serde_json::Value;

use crate::called::Called;

/// A call that a bot is expected to have made, for
/// [`TestBot::expect`](crate::TestBot::expect).
///
/// It tells only what matters: what it does not tell may be anything.
///
/// # Example
///
/// ```
/// use chappe_testing::{Expected, sent_text};
///
/// let expected: Expected = sent_text("Play?").buttons([["Yes", "No"]]);
/// assert_eq!(expected.to_string(), r#"sent "Play?" with the buttons [Yes] [No]"#);
/// ```
#[must_use = "an expectation does nothing until a bot is held against it"]
pub struct Expected {
    description: String,
    checks: Vec<Check>,
}

type Check = Box<dyn Fn(&Called) -> bool + Send + Sync>;

/// A `sendMessage` with exactly this text.
pub fn sent_text(text: impl Into<String>) -> Expected {
    let text = text.into();
    let expected = Expected::of(format!("sent {text:?}"), &["sendMessage"]);
    expected.check(move |call| call.params()["text"] == *text)
}

/// An `editMessageText` to exactly this text.
pub fn edited_text(text: impl Into<String>) -> Expected {
    let text = text.into();
    let expected = Expected::of(format!("edited to {text:?}"), &["editMessageText"]);
    expected.check(move |call| call.params()["text"] == *text)
}

/// A `sendPhoto`.
pub fn sent_photo() -> Expected {
    Expected::of("sent a photo".to_owned(), &["sendPhoto"])
}

/// A `sendDocument`.
pub fn sent_document() -> Expected {
    Expected::of("sent a document".to_owned(), &["sendDocument"])
}

/// Any call whose method's name begins with `send`.
pub fn sent() -> Expected {
    let expected = Expected::of("sent anything".to_owned(), &[]);
    expected.check(|call| call.method().starts_with("send"))
}

/// An answer to a pressed button with exactly this text.
pub fn answered(text: impl Into<String>) -> Expected {
    let text = text.into();
    let expected = Expected::of(format!("answered {text:?}"), &["answerCallbackQuery"]);
    expected.check(move |call| call.params()["text"] == *text)
}

/// An answer to a pressed button with exactly this text, shown as an alert.
pub fn alerted(text: impl Into<String>) -> Expected {
    let text = text.into();
    let expected = Expected::of(format!("alerted {text:?}"), &["answerCallbackQuery"]);
    expected
        .check(move |call| call.params()["text"] == *text && call.params()["show_alert"] == true)
}

/// A call of a method by its name.
pub fn called(method: impl Into<String>) -> Expected {
    let method = method.into();
    let expected = Expected::of(format!("called {method}"), &[]);
    expected.check(move |call| call.method() == method)
}

impl Expected {
    fn of(description: String, methods: &'static [&'static str]) -> Self {
        let expected = Self { description, checks: Vec::new() };
        if methods.is_empty() {
            return expected;
        }
        expected.check(move |call| methods.contains(&call.method()))
    }

    fn check(mut self, check: impl Fn(&Called) -> bool + Send + Sync + 'static) -> Self {
        self.checks.push(Box::new(check));
        self
    }

    fn describe(mut self, more: &str) -> Self {
        self.description.push_str(more);
        self
    }

    /// In this chat, or to this person.
    pub fn to(self, chat: impl Into<Whom>) -> Self {
        let Whom(chat) = chat.into();
        let expected = self.describe(&format!(" to {chat}"));
        expected.check(move |call| call.params()["chat_id"] == chat)
    }

    /// With this part in its text or caption.
    pub fn containing(self, part: impl Into<String>) -> Self {
        let part = part.into();
        let expected = self.describe(&format!(" with {part:?} in it"));
        expected.check(move |call| {
            let texts = ["text", "caption"].map(|name| call.params()[name].as_str());
            texts.into_iter().flatten().any(|text| text.contains(&part))
        })
    }

    /// With this parameter.
    pub fn with(self, name: &'static str, value: impl Into<Value>) -> Self {
        let value = value.into();
        let expected = self.describe(&format!(" with {name} = {value}"));
        expected.check(move |call| call.params()[name] == value)
    }

    /// With exactly these buttons, inline or not, row by row.
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

    /// That Telegram refused with this code.
    pub fn refused(self, code: u16) -> Self {
        let expected = self.describe(&format!(" and was refused with {code}"));
        expected.check(move |call| call.result().is_err_and(|(had, _)| had == code))
    }

    /// Whether a call is what was expected.
    pub fn fits(&self, call: &Called) -> bool {
        self.checks.iter().all(|check| check(call))
    }
}

/// A chat, by whatever tells its id.
#[derive(Clone, Copy, Debug)]
pub struct Whom(i64);

impl From<&crate::TestUser> for Whom {
    fn from(user: &crate::TestUser) -> Self {
        Self(user.id().0)
    }
}

impl From<&crate::TestChat> for Whom {
    fn from(chat: &crate::TestChat) -> Self {
        Self(chat.id().0)
    }
}

impl From<i64> for Whom {
    fn from(id: i64) -> Self {
        Self(id)
    }
}

impl From<ChatId> for Whom {
    fn from(id: ChatId) -> Self {
        Self(id.0)
    }
}

impl From<UserId> for Whom {
    fn from(id: UserId) -> Self {
        Self(id.0)
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.description)
    }
}

impl fmt::Debug for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expected").field(&self.description).finish()
    }
}
