//! A call of the Bot API.

use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

use chappe_core::Reply;
use chappe_types::{ChatId, DynMethod, Method, Recipient, Upload, UploadContent};

use crate::{files::Source, params::Params};

/// A call of a Bot API method on its way through a client's layers: the
/// method's name, the chat it concerns, its parameters and files, its class.
///
/// A clone is cheap, so that a layer may call more than once. Its `Debug` shows
/// no values of parameters.
#[derive(Clone)]
pub struct Call {
    method: Cow<'static, str>,
    params: Params,
    chat: Option<Recipient>,
    files: Arc<[Upload]>,
    accepts: &'static [&'static str],
    timeout: Option<Duration>,
    waits: bool,
    may_be_made: bool,
    is_prepared: bool,
}

/// What a call is like, for timeouts and limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Class {
    /// Parameters there, an answer back.
    Ordinary,
    /// Files are sent along.
    Upload,
    /// The server keeps the answer back until there is something to tell, for
    /// this long at most.
    LongPoll(Duration),
}

impl Call {
    /// A call of a typed method.
    pub fn new<M: Method>(method: &M) -> Self {
        Self::of(method)
    }

    /// A call of whatever a handler replied with.
    pub fn of_reply(reply: &Reply) -> Self {
        Self::of(reply.method())
    }

    /// A call of a typed method whose type is erased.
    pub fn of(method: &dyn DynMethod) -> Self {
        let mut json = Vec::with_capacity(128);
        method.write_json(&mut json);
        let files = method.uploads().into_iter().cloned().collect();
        let params = Params::trusted(json);
        Self { accepts: method.parameters(), ..Self::raw(method.name(), params, files) }
    }

    /// A call by name, of a method that this version knows no type for.
    pub fn named(method: impl Into<Cow<'static, str>>, params: Params) -> Self {
        Self::raw(method, params, Vec::new())
    }

    fn raw(method: impl Into<Cow<'static, str>>, params: Params, files: Vec<Upload>) -> Self {
        let chat = chat_of(&params);
        let files = distinct(files);
        Self {
            method: method.into(),
            params,
            chat,
            files,
            accepts: &[],
            timeout: None,
            waits: true,
            may_be_made: false,
            is_prepared: false,
        }
    }

    /// The method's name, such as `sendMessage`.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The name, to be kept.
    pub(crate) fn method_name(&self) -> Cow<'static, str> {
        self.method.clone()
    }

    /// The chat that the call is about: its parameter `chat_id`.
    pub fn chat(&self) -> Option<&Recipient> {
        self.chat.as_ref()
    }

    /// The same call, about another chat.
    #[must_use]
    pub fn with_chat(mut self, chat: impl Into<Recipient>) -> Self {
        self.set("chat_id", chat.into());
        self
    }

    /// The parameters.
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// Sets a parameter.
    pub fn set(&mut self, name: &str, value: impl serde::Serialize) {
        self.params.set(name, value);
        self.chat = chat_of(&self.params);
    }

    /// The names of the method's parameters; none for methods that were
    /// [named](Self::named).
    pub fn parameters(&self) -> &'static [&'static str] {
        self.accepts
    }

    /// Whether the method has a parameter of this name; `false` for methods
    /// that were [named](Self::named).
    pub fn accepts(&self, name: &str) -> bool {
        self.accepts.contains(&name)
    }

    /// The files that are sent along, each once.
    pub fn files(&self) -> &[Upload] {
        &self.files
    }

    /// What the call is like.
    pub fn class(&self) -> Class {
        if !self.files.is_empty() {
            return Class::Upload;
        }
        if self.method.eq_ignore_ascii_case("getUpdates") {
            let seconds = self.params.get("timeout").and_then(|seconds| seconds.parse().ok());
            if let Some(seconds @ 1..) = seconds {
                return Class::LongPoll(Duration::from_secs(seconds));
            }
        }
        Class::Ordinary
    }

    /// How long each attempt may take, in place of what its class may.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// Sets how long each attempt may take.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Whether layers may wait out a 429 and make the call again.
    pub fn waits(&self) -> bool {
        self.waits
    }

    /// The call fails with a 429 at once.
    #[must_use]
    pub fn without_waiting(mut self) -> Self {
        self.waits = false;
        self
    }

    /// Whether the same call may have been made before.
    pub(crate) fn may_be_made(&self) -> bool {
        self.may_be_made
    }

    /// The same call, which may have been made before.
    pub(crate) fn after_ambiguity(mut self) -> Self {
        self.may_be_made = true;
        self
    }

    /// Whether a bot's own functions have changed the call: they do so once.
    pub(crate) fn is_prepared(&self) -> bool {
        self.is_prepared
    }

    /// The same call, which is not to be prepared again.
    pub(crate) fn prepared(mut self) -> Self {
        self.is_prepared = true;
        self
    }

    /// Whether the call has the same effect if it is made twice: its method
    /// begins with `get`, `set`, `delete`, `edit` or `answer`.
    pub fn is_idempotent(&self) -> bool {
        ["get", "set", "delete", "edit", "answer"].iter().any(|verb| self.method.starts_with(verb))
    }

    /// Whether what the method returns, for these parameters, is `true` and nothing
    /// else; `false` where that is not known.
    pub(crate) fn returns_true(&self) -> bool {
        let method = self.method();
        if ["editMessage", "setGameScore", "stopMessageLiveLocation"]
            .iter()
            .any(|name| method.starts_with(name))
        {
            return self.params.contains("inline_message_id");
        }
        TRUE_VERBS.iter().any(|verb| method.starts_with(verb)) && !OBJECTS.contains(&method)
    }

    /// Whether the call can be made once more: a stream that was read cannot.
    pub fn is_repeatable(&self) -> bool {
        self.files.iter().all(|file| match file.content() {
            UploadContent::Other(content) => Source::of(content).is_some_and(Source::is_there),
            _ => true,
        })
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("method", &self.method)
            .field("chat", &self.chat)
            .field("params", &self.params)
            .field("files", &self.files)
            .finish_non_exhaustive()
    }
}

/// What methods begin with that return `true`.
const TRUE_VERBS: [&str; 14] = [
    "answer", "approve", "close", "decline", "delete", "edit", "hide", "leave", "pin", "promote",
    "reopen", "set", "unhide", "unpin",
];

/// Those among them that return an object.
const OBJECTS: [&str; 5] = [
    "answerGuestQuery",
    "answerWebAppQuery",
    "editChatInviteLink",
    "editChatSubscriptionInviteLink",
    "editStory",
];

/// The chat in `chat_id`.
fn chat_of(params: &Params) -> Option<Recipient> {
    let json = params.get("chat_id")?;
    match json.parse() {
        Ok(id) => Some(Recipient::Id(ChatId(id))),
        Err(_) => serde_json::from_str::<String>(json).ok().map(Recipient::from),
    }
}

/// A file that is named twice is sent once.
fn distinct(files: Vec<Upload>) -> Arc<[Upload]> {
    if files.is_empty() {
        return Arc::default();
    }
    let mut distinct: Vec<Upload> = Vec::with_capacity(files.len());
    for file in files {
        if !distinct.contains(&file) {
            distinct.push(file);
        }
    }
    distinct.into()
}

#[cfg(test)]
mod tests {
    use chappe_types::{GetUpdates, InputFile, SendDocument, SendMessage};

    use super::*;

    #[test]
    fn a_call_knows_its_chat_and_class() {
        let file = InputFile::Upload(Upload::bytes("a", &b"a"[..]));
        let calls = [
            Call::new(&SendMessage::new(7, "hi")),
            Call::new(&SendMessage::new("@news", "hi")).with_chat(8),
            Call::new(&SendDocument::new("@news", file)),
            Call::new(&GetUpdates::new().timeout(30)),
            Call::new(&GetUpdates::new()),
            Call::named("newMethod", Params::default()),
        ];
        let news = Recipient::Username("@news".into());
        assert_eq!(
            calls.each_ref().map(|call| (call.method(), call.chat().cloned(), call.class())),
            [
                ("sendMessage", Some(7.into()), Class::Ordinary),
                ("sendMessage", Some(8.into()), Class::Ordinary),
                ("sendDocument", Some(news), Class::Upload),
                ("getUpdates", None, Class::LongPoll(Duration::from_secs(30))),
                ("getUpdates", None, Class::Ordinary),
                ("newMethod", None, Class::Ordinary),
            ],
        );
        assert_eq!(calls[1].params().as_bytes(), br#"{"chat_id":8,"text":"hi"}"#);
    }

    #[test]
    fn it_is_known_by_the_schema_which_calls_return_true() {
        let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/api.json"));
        let schema: serde_json::Value = serde_json::from_str(json).unwrap();
        for method in schema["methods"].as_array().unwrap() {
            let name = method["name"].as_str().unwrap().to_owned();
            if !TRUE_VERBS.iter().any(|verb| name.starts_with(verb)) {
                continue;
            }
            let returns = method["returns"].as_str().unwrap();
            let inline = br#"{"inline_message_id":"i"}"#;
            let calls = [
                Call::named(name.clone(), Params::default()),
                Call::named(name.clone(), Params::from_json(&inline[..]).unwrap()),
            ];
            let expected =
                [returns == "Boolean", returns.split(" | ").any(|kind| kind == "Boolean")];
            if name != "editMessageChecklist" {
                assert_eq!(calls.map(|call| call.returns_true()), expected, "{name}");
            }
        }
    }

    #[test]
    fn debug_shows_no_values() {
        let call = Call::new(&SendMessage::new(7, "a secret"));
        assert!(!format!("{call:?}").contains("a secret"));
    }
}
