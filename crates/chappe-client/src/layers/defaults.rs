//! Default values for the parameters of calls.
//!
//! The functions that fill calls are `#[inline]`: they are compiled in the crates that set
//! defaults, and not in every bot.

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use chappe_types::{LinkPreviewOptions, ParseMode};
use serde_json::{Value, json};
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    api_response::ApiResponse,
    call::Call,
    layers::nested::{NESTED_OBJECTS, NESTED_PARAMETERS},
    params::Params,
};

/// Default values for parameters. They are set in calls that leave these parameters unset and
/// whose method accepts them.
///
/// The parse mode applies to every text without entities, and the other values to every object
/// that accepts them: at the top level of a call, and inside albums, inline results, polls,
/// checklists, rich messages and replies. `link_preview_options` and `show_caption_above_media`
/// apply only where there is a text or a caption, respectively.
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe::types::ParseMode;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let bot = Bot::builder("42:AAF-secret_of-thirty-five-characters".parse()?)
///     .defaults(Defaults::new().parse_mode(ParseMode::Html).protect_content(true))
///     .build()?;
/// # let _ = bot;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Defaults {
    parse_mode: Option<ParseMode>,
    link_preview_options: Option<LinkPreviewOptions>,
    disable_notification: Option<bool>,
    protect_content: Option<bool>,
    allow_sending_without_reply: Option<bool>,
    show_caption_above_media: Option<bool>,
}

impl Defaults {
    /// Creates defaults without any value.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the markup language of texts and captions.
    #[must_use]
    pub fn parse_mode(mut self, mode: ParseMode) -> Self {
        self.parse_mode = Some(mode);
        self
    }

    /// Sets how links are previewed.
    #[must_use]
    pub fn link_preview_options(mut self, options: LinkPreviewOptions) -> Self {
        self.link_preview_options = Some(options);
        self
    }

    /// Sets whether messages are sent silently.
    #[must_use]
    pub fn disable_notification(mut self, yes: bool) -> Self {
        self.disable_notification = Some(yes);
        self
    }

    /// Sets whether messages are protected from forwarding and saving.
    #[must_use]
    pub fn protect_content(mut self, yes: bool) -> Self {
        self.protect_content = Some(yes);
        self
    }

    /// Sets whether a reply is sent even if the message that it replies to does not exist.
    #[must_use]
    pub fn allow_sending_without_reply(mut self, yes: bool) -> Self {
        self.allow_sending_without_reply = Some(yes);
        self
    }

    /// Sets whether captions are shown above media.
    #[must_use]
    pub fn show_caption_above_media(mut self, yes: bool) -> Self {
        self.show_caption_above_media = Some(yes);
        self
    }

    /// Sets the parameters of a call that are unset.
    #[inline]
    fn fill(&self, call: &mut Call) {
        let accepts = call.parameters();
        for (name, value) in self.filled(accepts, call.params()) {
            call.set(name, value);
        }
    }

    /// Returns the parameters to set in the call of a method that accepts `accepts`.
    #[inline]
    pub(super) fn filled(
        &self,
        accepts: &[&'static str],
        params: &Params,
    ) -> Vec<(&'static str, Value)> {
        let mut filled = self.additions(
            accepts,
            |name| params.contains(name),
            |name| params.get(name).is_some_and(|json| json.starts_with('"')),
        );
        for name in accepts.iter().filter(|name| NESTED_PARAMETERS.contains(name)) {
            let nested = params.get(name).and_then(|json| serde_json::from_str(json).ok());
            if let Some(mut value) = nested {
                if self.fill_nested(name, &mut value) {
                    filled.push((name, value));
                }
            }
        }
        filled
    }

    /// Fills the objects inside the value of the member `name`; returns whether the value changed.
    #[inline]
    fn fill_nested(&self, name: &str, value: &mut Value) -> bool {
        let mut changed = false;
        match value {
            Value::Array(items) => {
                for item in items {
                    changed |= self.fill_nested(name, item);
                }
            }
            Value::Object(object) => {
                for (name, value) in object.iter_mut() {
                    changed |= self.fill_nested(name, value);
                }
                let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
                let objects = NESTED_OBJECTS.iter().filter(|object| object.matches(name, kind));
                let accepts: Vec<_> = objects.flat_map(|object| object.accepts).copied().collect();
                let additions = self.additions(
                    &accepts,
                    |name| object.contains_key(name),
                    |name| object.get(name).is_some_and(Value::is_string),
                );
                changed |= !additions.is_empty();
                object.extend(additions.into_iter().map(|(name, value)| (name.to_owned(), value)));
            }
            _ => {}
        }
        changed
    }

    /// Returns the members to add to an object that can have the members `accepts`. `has` returns
    /// whether it has a member, `has_text` whether that is a string.
    #[inline]
    fn additions(
        &self,
        accepts: &[&'static str],
        has: impl Fn(&str) -> bool,
        has_text: impl Fn(&str) -> bool,
    ) -> Vec<(&'static str, Value)> {
        let mut additions = Vec::new();
        for entities in accepts.iter().filter(|name| name.ends_with("entities")) {
            let Some(mode) = &self.parse_mode else { break };
            let texts = match entities.strip_suffix("_entities") {
                Some(text) => [text, text],
                None => ["text", "message_text"],
            };
            let is_own = |name: &&&str| name.strip_suffix("_parse_mode") == Some(texts[0]);
            let name = accepts.iter().find(is_own);
            let Some(name) = name.or_else(|| accepts.iter().find(|name| **name == "parse_mode"))
            else {
                continue;
            };
            if texts.into_iter().any(&has_text) && !has(entities) && !has(name) {
                additions.push((*name, json!(mode)));
            }
        }
        let preview = self.link_preview_options.as_ref().map(|options| json!(options));
        let flags: [(&str, Option<Value>, &[&str]); 5] = [
            ("link_preview_options", preview, &["text", "message_text"]),
            (
                "show_caption_above_media",
                self.show_caption_above_media.map(Value::Bool),
                &["caption"],
            ),
            ("disable_notification", self.disable_notification.map(Value::Bool), &[]),
            ("protect_content", self.protect_content.map(Value::Bool), &[]),
            ("allow_sending_without_reply", self.allow_sending_without_reply.map(Value::Bool), &[]),
        ];
        for (name, value, texts) in flags {
            let is_about = texts.is_empty() || texts.iter().any(|text| has_text(text));
            if let (Some(value), true) = (value, is_about && accepts.contains(&name) && !has(name))
            {
                additions.push((name, value));
            }
        }
        additions
    }
}

/// A layer that fills calls with [`Defaults`].
#[derive(Clone)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct DefaultsLayer {
    /// Type-erased by `DefaultsLayer::new`, so that the code of `Defaults::fill` is instantiated
    /// only in crates that set defaults, although every bot's builder has this type.
    fill: Fill,
}

type Fill = Arc<dyn Fn(&mut Call) + Send + Sync>;

impl DefaultsLayer {
    /// Creates a layer that sets these defaults.
    #[inline]
    pub fn new(defaults: Defaults) -> Self {
        Self { fill: Arc::new(move |call| defaults.fill(call)) }
    }

    pub(crate) fn fill(&self, call: &mut Call) {
        (self.fill)(call);
    }
}

impl fmt::Debug for DefaultsLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DefaultsLayer").finish_non_exhaustive()
    }
}

impl<S> Layer<S> for DefaultsLayer {
    type Service = ApplyDefaults<S>;

    fn layer(&self, inner: S) -> ApplyDefaults<S> {
        ApplyDefaults { inner, layer: self.clone() }
    }
}

/// The service of [`DefaultsLayer`].
#[derive(Clone, Debug)]
pub struct ApplyDefaults<S> {
    inner: S,
    layer: DefaultsLayer,
}

impl<S: Service<Call, Response = ApiResponse>> Service<Call> for ApplyDefaults<S> {
    type Response = ApiResponse;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut call: Call) -> S::Future {
        self.layer.fill(&mut call);
        self.inner.call(call)
    }
}

#[cfg(test)]
mod tests {
    use chappe_types::{
        AlbumMedia, InputMediaPhoto, ReplyParameters, SendMediaGroup, SendMessage, SendPoll,
    };

    use super::*;

    fn filled(method: &impl chappe_types::Method) -> Value {
        let defaults = Defaults::new()
            .parse_mode(ParseMode::Html)
            .protect_content(true)
            .allow_sending_without_reply(true)
            .show_caption_above_media(true);
        let mut call = Call::new(method);
        defaults.fill(&mut call);
        serde_json::from_slice(call.params().as_bytes()).unwrap()
    }

    #[test]
    fn unset_parameters_are_filled_and_set_ones_are_kept() {
        assert_eq!(
            filled(&SendMessage::new(7, "hi")),
            json!({"chat_id": 7, "text": "hi", "parse_mode": "HTML", "protect_content": true}),
        );
        let own = SendMessage::new(7, "hi")
            .entities(Vec::new())
            .protect_content(false)
            .reply_parameters(ReplyParameters::new().message_id(5).quote("h"));
        assert_eq!(
            filled(&own),
            json!({
                "chat_id": 7, "text": "hi", "entities": [], "protect_content": false,
                "reply_parameters": {
                    "message_id": 5, "quote": "h", "quote_parse_mode": "HTML",
                    "allow_sending_without_reply": true,
                },
            }),
        );
    }

    #[test]
    fn nested_objects_are_filled_too() {
        let photo = |id: &str| InputMediaPhoto::new(chappe_types::FileId::from(id));
        let album =
            vec![AlbumMedia::from(photo("a").caption("first")), AlbumMedia::from(photo("b"))];
        assert_eq!(
            filled(&SendMediaGroup::new(7, album)),
            json!({
                "chat_id": 7, "protect_content": true,
                "media": [
                    {
                        "type": "photo", "media": "a", "caption": "first", "parse_mode": "HTML",
                        "show_caption_above_media": true,
                    },
                    {"type": "photo", "media": "b"},
                ],
            }),
        );
        let poll = SendPoll::new(7, "?", vec!["yes".into(), "no".into()]);
        assert_eq!(
            filled(&poll),
            json!({
                "chat_id": 7, "question": "?", "question_parse_mode": "HTML",
                "options": ["yes", "no"], "protect_content": true,
            }),
        );
    }

    #[test]
    fn the_parse_mode_applies_to_the_title_and_the_tasks_of_a_checklist() {
        let task = chappe_types::InputChecklistTask::new(1, "<b>task</b>");
        let checklist = chappe_types::InputChecklist::new("<b>t</b>", vec![task]);
        let mut call = Call::new(&chappe_types::SendChecklist::new("bc", 7, checklist));
        Defaults::new().parse_mode(ParseMode::Html).fill(&mut call);
        assert_eq!(
            serde_json::from_slice::<Value>(call.params().as_bytes()).unwrap(),
            json!({
                "business_connection_id": "bc", "chat_id": 7,
                "checklist": {
                    "title": "<b>t</b>", "parse_mode": "HTML",
                    "tasks": [{"id": 1, "text": "<b>task</b>", "parse_mode": "HTML"}],
                },
            }),
        );
    }
}
