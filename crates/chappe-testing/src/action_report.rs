//! Reports of actions.

use std::fmt;

use chappe_emulator::display_name;
use chappe_types::MessageId;
use serde_json::Value;

/// A report of how the bot handled the updates that an action caused.
///
/// An update whose handler has left its lane counts as not handled, and the report does not name
/// its handler. The same applies to an update that another handler awaited with `lane.next`. In
/// these cases, check the calls of the bot.
///
/// `Display` prints the updates: what each is, and its steps, which are layers, filters and handlers,
/// one per line.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe_testing::TestBot;
///
/// async fn start() -> impl IntoOutcome {
///     reply("Welcome")
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let bot = TestBot::new(Router::new("app").message(|m| m.on(command("start"), start)));
/// let alice = bot.user("alice");
/// let report = alice.send("/start").await;
/// assert_eq!((report.updates(), report.is_handled()), (1, true), "{report}");
/// assert!(report.handler().is_some_and(|handler| handler.ends_with("start")));
/// alice.reply(report.message_id(), "I wrote /start").await;
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct ActionReport {
    /// The updates, as in the emulator's history, with their traces.
    entries: Vec<Value>,
    message: Option<Value>,
    response: Value,
}

impl ActionReport {
    pub(crate) fn new(entries: Vec<Value>) -> Self {
        Self { entries, message: None, response: Value::Null }
    }

    /// Adds the message that the action has created, from the emulator's response.
    pub(crate) fn with_response(mut self, response: &Value) -> Self {
        let candidates = [response, &response["message"], &response["messages"][0]];
        let message = candidates.into_iter().find(|message| message["message_id"].is_i64());
        self.message = message.cloned();
        self.response = response.clone();
        self
    }

    fn traces(&self) -> impl DoubleEndedIterator<Item = &Value> {
        self.entries.iter().map(|entry| &entry["trace"])
    }

    /// Returns the number of updates that the action caused; 0 if the bot does not request updates
    /// of this kind.
    pub fn updates(&self) -> usize {
        self.entries.len()
    }

    /// Returns the message that the action sent or edited, as bots receive it: the message of a
    /// user, or the service message about a member who joins or leaves. Other actions, such as the
    /// press of a button, return `None`.
    pub fn message(&self) -> Option<&Value> {
        self.message.as_ref()
    }

    /// Returns the id of the [message](Self::message) that the action sent or edited, for a later
    /// action about it: to reply, to edit, to press its button, or to react.
    ///
    /// # Panics
    ///
    /// Panics if the action sent no message.
    #[track_caller]
    pub fn message_id(&self) -> MessageId {
        match self.message().and_then(|message| message["message_id"].as_i64()) {
            Some(id) => MessageId(id),
            None => panic!("the action has sent no message"),
        }
    }

    /// Returns the messages that the action sent: those of an album, or those that were forwarded.
    /// Empty for actions of one message.
    pub fn messages(&self) -> &[Value] {
        self.response["messages"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the URL that the press of a button opens: that of the button, with the user's data if
    /// it is one of a login or a Web App.
    pub fn url(&self) -> Option<&str> {
        self.response["url"].as_str()
    }

    /// Returns the response of the emulator's control API to the action.
    pub fn response(&self) -> &Value {
        &self.response
    }

    /// Returns whether there was at least one update, and handlers have handled all updates.
    pub fn is_handled(&self) -> bool {
        !self.entries.is_empty() && self.traces().all(|trace| trace["outcome"] == "handled")
    }

    /// Returns the name of the handler of the last update: the path of its function within its
    /// crate, such as `admin::ban`, or `closure at src/main.rs:12`.
    pub fn handler(&self) -> Option<&str> {
        self.traces().next_back()?["handler"].as_str()
    }

    /// Returns the error of the first update that failed and whose error no error observer
    /// handled.
    pub fn error(&self) -> Option<&str> {
        self.traces().find_map(|trace| trace["error"].as_str())
    }
}

/// Prints each update, and its steps: layers, filters and handlers, one per line.
impl fmt::Display for ActionReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for entry in &self.entries {
            writeln!(f, "{}", headline(&entry["update"]))?;
            let trace = &entry["trace"];
            for step in trace["steps"].as_array().into_iter().flatten() {
                let depth = step["depth"].as_u64().and_then(|depth| usize::try_from(depth).ok());
                let indent = depth.unwrap_or_default() * 2;
                let text = |name: &str| step[name].as_str().unwrap_or_default();
                write!(f, "{:indent$}{} {}", "", text("kind"), text("name"))?;
                write!(f, " ({}, {})", text("router"), text("observer"))?;
                if let Some(verdict) = step["verdict"].as_str() {
                    write!(f, ": {verdict}")?;
                }
                if let Some(error) = step["error"].as_str() {
                    write!(f, ", {error}")?;
                }
                writeln!(f)?;
            }
            let text = |name: &str| trace[name].as_str();
            write!(f, "=> {}", text("outcome").unwrap_or("not handled yet"))?;
            if let Some(handler) = text("handler") {
                write!(f, " by {handler}")?;
            }
            if let Some(error) = text("error") {
                write!(f, ", {error}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

/// Describes an update: `message of alice in "Friends" (-1001)`.
fn headline(update: &Value) -> String {
    let mut members = update.as_object().into_iter().flatten();
    let Some((kind, payload)) = members.find(|(name, _)| *name != "update_id") else {
        return "an update".to_owned();
    };
    let first = |paths: [&str; 3]| {
        paths.into_iter().filter_map(|path| payload.pointer(path)).find(|value| value.is_object())
    };
    let mut headline = kind.clone();
    if let Some(user) = first(["/from", "/user", "/voter_chat"]) {
        headline.push_str(" of ");
        headline.push_str(&display_name(user));
    }
    let chat = first(["/chat", "/message/chat", "/sender_chat"]);
    if let Some(chat) = chat.filter(|chat| chat["type"] != "private") {
        headline.push_str(" in ");
        headline.push_str(&display_name(chat));
    }
    headline
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn updates_are_described_by_who_acts_and_where() {
        let alice = json!({"id": 7, "is_bot": false, "first_name": "Alice", "username": "alice"});
        let group = json!({"id": -1, "type": "group", "title": "Friends"});
        let private = json!({"id": 7, "type": "private", "first_name": "Alice"});
        let table = [
            (
                json!({"message": {"from": alice, "chat": group}}),
                "message of alice in \"Friends\" (-1)",
            ),
            (
                json!({"update_id": 1, "message": {"from": alice, "chat": private}}),
                "message of alice",
            ),
            (
                json!({"callback_query": {"from": alice, "message": {"chat": group}}}),
                "callback_query of alice in \"Friends\" (-1)",
            ),
            (json!({"channel_post": {"chat": group}}), "channel_post in \"Friends\" (-1)"),
            (json!({"poll_answer": {"user": alice}}), "poll_answer of alice"),
            (json!({"poll": {"id": "1"}}), "poll"),
            (json!({"update_id": 1}), "an update"),
        ];
        for (update, expected) in table {
            assert_eq!(headline(&update), expected);
        }
    }
}
