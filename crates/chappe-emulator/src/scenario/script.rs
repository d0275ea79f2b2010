//! The words of a script.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de};
use serde_json::{Map, Value};

use crate::scenario::time::Span;

/// A script as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Script {
    pub(crate) name: Option<String>,
    /// The bot's id or token; the only one unless told.
    pub(crate) bot: Option<Value>,
    /// How long an expectation waits unless it says so itself.
    pub(crate) within: Option<Span>,
    /// People by name; who is not here is made with this name.
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
    #[serde(default)]
    pub(crate) members: Vec<String>,
}

fn group() -> String {
    "group".to_owned()
}

/// One step: what somebody does, what is expected, or what happens to the server.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Deed(Box<Deed>),
    Expect(Expect),
    Server(Server),
}

// By hand, since an untagged union does not tell what is wrong.
impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let step = if value.get("user").is_some() {
            Deed::deserialize(value).map(Box::new).map(Self::Deed)
        } else if value.get("expect").is_some() {
            Expect::deserialize(value).map(Self::Expect)
        } else {
            Server::deserialize(value).map(Self::Server)
        };
        step.map_err(de::Error::custom)
    }
}

/// What somebody does.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deed {
    /// Who.
    pub(crate) user: String,
    /// Where; in private with the bot unless told.
    #[serde(rename = "in")]
    pub(crate) place: Option<String>,
    /// A text.
    pub(crate) sends: Option<String>,
    /// The path of a picture, from the script's folder.
    pub(crate) photo: Option<String>,
    /// The path of a file, from the script's folder.
    pub(crate) document: Option<String>,
    /// What stands under the picture or file.
    pub(crate) caption: Option<String>,
    /// The label of an inline button.
    pub(crate) presses: Option<String>,
    /// The label of a button of a reply keyboard.
    pub(crate) taps: Option<String>,
    /// The new text of their last message here.
    pub(crate) edits: Option<String>,
    /// An inline query.
    pub(crate) asks: Option<String>,
    /// Whether they block the bot from now on.
    pub(crate) blocks: Option<bool>,
    /// A group that they join.
    pub(crate) joins: Option<String>,
    /// A group that they leave.
    pub(crate) leaves: Option<String>,
}

/// What is expected of the bot.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expect {
    pub(crate) expect: Expected,
    pub(crate) within: Option<Span>,
}

/// A text that is sent, or more than that.
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

/// What is expected of a call. What is not told may be anything.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExpectedCall {
    /// A person or chat.
    pub(crate) to: Option<String>,
    /// The method; any that sends unless told.
    pub(crate) method: Option<String>,
    /// The whole text or caption, after the markup was taken out.
    pub(crate) text: Option<String>,
    /// A part of it.
    pub(crate) contains: Option<String>,
    /// The text with `*` for whatever stands there.
    pub(crate) like: Option<String>,
    /// The labels of the buttons, row by row.
    pub(crate) buttons: Option<Vec<Vec<String>>>,
    /// An edited message in place of a new one.
    pub(crate) edited: Option<bool>,
    /// The text of an answer to a pressed button.
    pub(crate) answer: Option<String>,
    /// Whether that is an alert.
    pub(crate) alert: Option<bool>,
    /// Parameters.
    #[serde(default)]
    pub(crate) params: BTreeMap<String, Value>,
    /// The code with which Telegram refuses it.
    pub(crate) error_code: Option<u16>,
}

/// What happens to the server, and to time.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    /// The bot calls nothing for this long, and has called nothing that was not
    /// expected.
    pub(crate) expect_nothing: Option<Span>,
    /// The server's clock moves on.
    pub(crate) advance: Option<Span>,
    /// Time passes.
    pub(crate) wait: Option<Span>,
    /// A fault, as `POST /emu/v1/faults` takes it.
    pub(crate) fault: Option<Value>,
    /// No fault any longer.
    pub(crate) clear_faults: Option<bool>,
}
