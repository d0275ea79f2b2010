//! Calls of the Bot API as data.

use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

use chappe_core::Reply;
use chappe_types::{ChatId, DynMethod, Method, Recipient, Upload, UploadContent};
use serde_json::value::RawValue;

use crate::{params::Params, upload::UploadSource};

/// A call of a Bot API method, as layers of a client see it: the method's name, its parameters and
/// files, the chat that it concerns, and its class.
///
/// Clones are cheap, so a layer may call its inner service more than once. `Debug` prints
/// the names of the parameters but no values.
///
/// # Example
///
/// ```
/// use chappe::client::{Call, Class};
/// use chappe::types::SendMessage;
///
/// let mut call = Call::new(&SendMessage::new(7, "hi"));
/// call.set("protect_content", true);
/// assert_eq!((call.method(), call.class()), ("sendMessage", Class::Ordinary));
/// assert_eq!(call.params().get("protect_content"), Some("true"));
/// ```
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

/// The class of a call, for timeouts and limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Class {
    /// Sends parameters only; the server responds immediately.
    Ordinary,
    /// Sends files.
    Upload,
    /// The server delays its response until there is an update, at most for this long.
    LongPoll(Duration),
}

impl Call {
    /// Creates the call of a typed method.
    pub fn new<M: Method>(method: &M) -> Self {
        Self::from_dyn(method)
    }

    /// Creates the call of a handler's reply.
    pub fn from_reply(reply: &Reply) -> Self {
        Self::from_dyn(reply.method())
    }

    /// Creates the call of a method behind a trait object.
    pub fn from_dyn(method: &dyn DynMethod) -> Self {
        let mut json = Vec::with_capacity(128);
        method.write_json(&mut json);
        let files = method.uploads().into_iter().cloned().collect();
        let params = Params::trusted(json);
        Self { accepts: method.parameters(), ..Self::raw(method.name(), params, files) }
    }

    /// Creates a call by name, for a method for which this version of the library has no type.
    pub fn named(method: impl Into<Cow<'static, str>>, params: Params) -> Self {
        Self::raw(method, params, Vec::new())
    }

    fn raw(method: impl Into<Cow<'static, str>>, params: Params, files: Vec<Upload>) -> Self {
        let chat = chat_of(&params);
        let files = deduplicate(files);
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

    /// Returns the method's name, such as `sendMessage`.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns a clone of the method's name.
    pub(crate) fn method_name(&self) -> Cow<'static, str> {
        self.method.clone()
    }

    /// Returns the chat that the call concerns: the parameter `chat_id`.
    pub fn chat(&self) -> Option<&Recipient> {
        self.chat.as_ref()
    }

    /// Sets the chat.
    #[must_use]
    pub fn with_chat(mut self, chat: impl Into<Recipient>) -> Self {
        self.set("chat_id", chat.into());
        self
    }

    /// Returns the parameters.
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// Sets a parameter: see [`Params::set`].
    pub fn set(&mut self, name: &str, value: impl serde::Serialize) {
        self.params.set(name, value);
        self.chat = chat_of(&self.params);
    }

    /// Removes a parameter, if it is set.
    pub fn remove(&mut self, name: &str) {
        self.params.remove(name);
        self.chat = chat_of(&self.params);
    }

    /// Returns the names of the method's parameters; empty for a call that was created [by
    /// name](Self::named).
    pub fn parameters(&self) -> &'static [&'static str] {
        self.accepts
    }

    /// Returns whether the method has a parameter of this name; `false` for a call that was
    /// created [by name](Self::named).
    pub fn accepts(&self, name: &str) -> bool {
        self.accepts.contains(&name)
    }

    /// Returns the files that are sent, without duplicates.
    pub fn files(&self) -> &[Upload] {
        &self.files
    }

    /// Removes the files that no parameter refers to, such as those that a layer has replaced by
    /// their ids.
    pub fn detach_unused(&mut self) {
        let params = self.params.as_bytes();
        let is_used = |file: &&Upload| {
            let reference = format!("\"attach://{}\"", file.part());
            params.windows(reference.len()).any(|window| window == reference.as_bytes())
        };
        self.files = self.files.iter().filter(is_used).cloned().collect();
    }

    /// Returns the class of the call.
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

    /// Returns the timeout of each attempt, if it was set. It overrides the timeout of the class.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// Sets the timeout of each attempt.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Returns whether layers may wait after a 429 and retry the call. Defaults to `true`.
    pub fn waits(&self) -> bool {
        self.waits
    }

    /// Makes the call fail immediately on a 429.
    #[must_use]
    pub fn without_waiting(mut self) -> Self {
        self.waits = false;
        self
    }

    /// Returns whether an earlier attempt of the call may have been made.
    pub(crate) fn may_be_made(&self) -> bool {
        self.may_be_made
    }

    /// Marks that an earlier attempt of the call may have been made.
    pub(crate) fn after_ambiguity(mut self) -> Self {
        self.may_be_made = true;
        self
    }

    /// Returns whether the bot's `prepare` functions have changed the call.
    pub(crate) fn is_prepared(&self) -> bool {
        self.is_prepared
    }

    /// Marks the call as prepared, so that it is not prepared again.
    pub(crate) fn prepared(mut self) -> Self {
        self.is_prepared = true;
        self
    }

    /// Returns the number of messages that the call sends, forwards, copies or edits, as they count
    /// for Telegram's limits: an album counts as its parts. `None` if the call does none of these.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::client::Call;
    /// use chappe::types::{ForwardMessages, GetMe, MessageId};
    ///
    /// let forward = ForwardMessages::new(7, 8, vec![MessageId(1), MessageId(2)]);
    /// assert_eq!(Call::new(&forward).message_count(), Some(2));
    /// assert_eq!(Call::new(&GetMe::new()).message_count(), None);
    /// ```
    #[inline]
    pub fn message_count(&self) -> Option<u32> {
        let verbs = ["send", "forward", "copy", "edit"];
        let is_message = verbs.iter().any(|verb| self.method().starts_with(verb));
        let parts = match self.method() {
            "sendChatAction" => return None,
            "sendMediaGroup" | "sendPaidMedia" => "media",
            "forwardMessages" | "copyMessages" => "message_ids",
            _ => return is_message.then_some(1),
        };
        let parts = self.params().get(parts);
        let parts = parts.and_then(|json| serde_json::from_str::<Vec<&RawValue>>(json).ok());
        Some(parts.map_or(1, |parts| u32::try_from(parts.len().max(1)).unwrap_or(u32::MAX)))
    }

    /// Returns whether the call is idempotent: its method's name starts with `get`, `set`,
    /// `delete`, `edit` or `answer`.
    pub fn is_idempotent(&self) -> bool {
        ["get", "set", "delete", "edit", "answer"].iter().any(|verb| self.method.starts_with(verb))
    }

    /// Returns whether the call can only have the result `true`; `false` if that is not known.
    pub(crate) fn returns_true(&self) -> bool {
        let method = self.method();
        if ["editMessage", "setGameScore", "stopMessageLiveLocation"]
            .iter()
            .any(|name| method.starts_with(name))
        {
            return self.params.contains("inline_message_id");
        }
        RETURN_TRUE.iter().any(|verb| method.starts_with(verb)) && !RETURN_OBJECT.contains(&method)
    }

    /// Returns whether the call can be made again. It cannot if it has an upload from a reader or
    /// stream that has been read.
    pub fn is_repeatable(&self) -> bool {
        self.files.iter().all(|file| match file.content() {
            UploadContent::Other(content) => {
                UploadSource::of(content).is_some_and(UploadSource::is_available)
            }
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

/// The prefixes of methods that return `true`.
const RETURN_TRUE: [&str; 14] = [
    "answer", "approve", "close", "decline", "delete", "edit", "hide", "leave", "pin", "promote",
    "reopen", "set", "unhide", "unpin",
];

/// The exceptions, which return an object.
const RETURN_OBJECT: [&str; 5] = [
    "answerGuestQuery",
    "answerWebAppQuery",
    "editChatInviteLink",
    "editChatSubscriptionInviteLink",
    "editStory",
];

/// Parses the parameter `chat_id`.
fn chat_of(params: &Params) -> Option<Recipient> {
    let json = params.get("chat_id")?;
    match json.parse() {
        Ok(id) => Some(Recipient::Id(ChatId(id))),
        Err(_) => serde_json::from_str::<String>(json).ok().map(Recipient::from),
    }
}

/// Removes duplicates: a file that several parameters refer to is sent once.
fn deduplicate(files: Vec<Upload>) -> Arc<[Upload]> {
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
    fn chat_and_class_are_derived_from_the_parameters() {
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
    fn methods_that_return_true_match_the_schema() {
        let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/api.json"));
        let schema: serde_json::Value = serde_json::from_str(json).unwrap();
        for method in schema["methods"].as_array().unwrap() {
            let name = method["name"].as_str().unwrap().to_owned();
            if !RETURN_TRUE.iter().any(|verb| name.starts_with(verb)) {
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
