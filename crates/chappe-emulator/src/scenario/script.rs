//! The format of scripts.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de};
use serde_json::{Map, Value};

use crate::scenario::time::Span;

/// A script.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Script {
    pub(crate) name: Option<String>,
    /// The bot's id or token; by default, the only bot.
    pub(crate) bot: Option<Value>,
    /// The default time limit of expectations.
    pub(crate) within: Option<Span>,
    /// Users by name; one that does not exist is created with this name.
    #[serde(default)]
    pub(crate) users: BTreeMap<String, Map<String, Value>>,
    #[serde(default)]
    pub(crate) chats: BTreeMap<String, ScriptChat>,
    pub(crate) steps: Vec<Step>,
}

/// A group or channel.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScriptChat {
    #[serde(rename = "type", default = "group")]
    pub(crate) kind: String,
    pub(crate) title: Option<String>,
    /// The username of a public chat.
    pub(crate) username: Option<String>,
    /// Whether administrators decide about users who join a public supergroup.
    #[serde(default)]
    pub(crate) join_by_request: bool,
    #[serde(default)]
    pub(crate) members: Vec<String>,
}

fn group() -> String {
    "group".to_owned()
}

/// One step: an action of a user, an expectation, or an instruction to the server.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Action(Box<Action>),
    Expect(Expect),
    Server(Server),
}

// Not derived: the errors of an untagged union do not name the wrong member.
impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let step = if value.get("user").is_some() {
            Action::deserialize(value).map(Box::new).map(Self::Action)
        } else if value.get("expect").is_some() {
            Expect::deserialize(value).map(Self::Expect)
        } else {
            Server::deserialize(value).map(Self::Server)
        };
        step.map_err(de::Error::custom)
    }
}

/// An action of a user.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Action {
    /// The user.
    pub(crate) user: String,
    /// The chat; by default, the private chat with the bot.
    #[serde(rename = "in")]
    pub(crate) chat: Option<String>,
    /// A text to send.
    pub(crate) sends: Option<String>,
    /// The path of a picture to send, relative to the script's folder.
    pub(crate) photo: Option<String>,
    /// The path of a file to send, relative to the script's folder.
    pub(crate) document: Option<String>,
    /// A text to send as a reply to the newest message.
    pub(crate) replies: Option<String>,
    /// The emoji of a dice to roll.
    pub(crate) rolls: Option<String>,
    /// A position to send: latitude and longitude.
    pub(crate) location: Option<[f64; 2]>,
    /// The caption of the picture or file.
    pub(crate) caption: Option<String>,
    /// The label of an inline button to press.
    pub(crate) presses: Option<String>,
    /// The label of a reply keyboard's button to press.
    pub(crate) taps: Option<String>,
    /// The new text of the user's last message in the chat.
    pub(crate) edits: Option<String>,
    /// An inline query to send.
    pub(crate) asks: Option<String>,
    /// The id of the result of the user's last inline query to send to the chat.
    pub(crate) chooses: Option<String>,
    /// The emoji to react with to the newest message of another.
    pub(crate) reacts: Option<String>,
    /// The texts of the options to vote for in the newest poll; none to retract the vote.
    pub(crate) votes: Option<Vec<String>>,
    /// Pins the newest message.
    pub(crate) pins: Option<bool>,
    /// Deletes the user's last message.
    pub(crate) deletes: Option<bool>,
    /// Whether to block or unblock the bot.
    pub(crate) blocks: Option<bool>,
    /// A group to join.
    pub(crate) joins: Option<String>,
    /// A public group to join with the approval of an administrator.
    pub(crate) asks_to_join: Option<String>,
    /// The user whose request to join the chat is approved.
    pub(crate) approves: Option<String>,
    /// The user whose request to join the chat is declined.
    pub(crate) declines: Option<String>,
    /// A group to leave.
    pub(crate) leaves: Option<String>,
    /// The user, or `bot`, whom the user makes an administrator of the chat.
    pub(crate) promotes: Option<String>,
    /// The names of the rights; by default, all.
    pub(crate) rights: Option<Vec<String>>,
    /// The administrator, or `bot`, whom the user makes a usual member.
    pub(crate) demotes: Option<String>,
    /// The user, or `bot`, whom the user restricts in the chat.
    pub(crate) restricts: Option<String>,
    /// The names of the permissions that remain; by default, none.
    pub(crate) permissions: Option<Vec<String>>,
    /// The user, or `bot`, whom the user bans from the chat.
    pub(crate) bans: Option<String>,
    /// How long the restriction or ban lasts; by default, forever.
    #[serde(rename = "for")]
    pub(crate) lasts: Option<Span>,
}

/// The name of the bot in `promotes`, `demotes`, `restricts` and `bans`.
pub(crate) const BOT: &str = "bot";

/// An expectation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expect {
    pub(crate) expect: Expected,
    pub(crate) within: Option<Span>,
}

/// The text of a message, or the details of a call.
#[derive(Clone, Debug)]
pub(crate) enum Expected {
    Text(String),
    Call(Box<ExpectedCall>),
}

impl<'de> Deserialize<'de> for Expected {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(text) => Ok(Self::Text(text)),
            value => {
                let call = ExpectedCall::deserialize(value).map(Box::new);
                call.map(Self::Call).map_err(de::Error::custom)
            }
        }
    }
}

/// The details of an expected call. Omitted members match anything.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExpectedCall {
    /// A user or chat.
    pub(crate) to: Option<String>,
    /// The method; by default, any that sends a message.
    pub(crate) method: Option<String>,
    /// The complete text or caption, without markup.
    pub(crate) text: Option<String>,
    /// A part of the text.
    pub(crate) contains: Option<String>,
    /// The text, where `*` matches any text.
    pub(crate) like: Option<String>,
    /// The labels of the buttons, row by row.
    pub(crate) buttons: Option<Vec<Vec<String>>>,
    /// Whether the call edits a message instead of sending one.
    pub(crate) edited: Option<bool>,
    /// The text of an answer to a callback query.
    pub(crate) answer: Option<String>,
    /// Whether the answer is an alert.
    pub(crate) alert: Option<bool>,
    /// Parameters.
    #[serde(default)]
    pub(crate) params: BTreeMap<String, Value>,
    /// The error code with which the server refuses the call.
    pub(crate) error_code: Option<u16>,
}

/// An instruction to the server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    /// The bot makes no call for this time, and has made none without a matching step.
    pub(crate) expect_nothing: Option<Span>,
    /// Moves the server's clock forward.
    pub(crate) advance: Option<Span>,
    /// Waits.
    pub(crate) wait: Option<Span>,
    /// Adds a fault, as `POST /emu/v1/faults` does.
    pub(crate) fault: Option<Value>,
    /// Removes all faults.
    pub(crate) clear_faults: Option<bool>,
}
