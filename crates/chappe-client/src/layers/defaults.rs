//! Parameters that every call has unless it says otherwise.
//!
//! What fills them in is `#[inline]`: it is compiled where somebody sets defaults.

use std::{
    fmt,
    sync::Arc,
    task::{Context, Poll},
};

use chappe_types::{LinkPreviewOptions, ParseMode};
use serde_json::{Map, Value, json};
use tower_layer::Layer;
use tower_service::Service;

use crate::{answer::Answer, call::Call};

/// Parameters that calls get where their method takes them and they do not set
/// them.
///
/// The parse mode goes to texts and captions that come without entities, those
/// inside of albums, inline results, polls and quotes included.
///
/// # Example
///
/// ```
/// use chappe_client::{Bot, Defaults};
/// use chappe_types::ParseMode;
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
    /// No parameter yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// How texts and captions are marked up.
    #[must_use]
    pub fn parse_mode(mut self, mode: ParseMode) -> Self {
        self.parse_mode = Some(mode);
        self
    }

    /// How links are shown.
    #[must_use]
    pub fn link_preview_options(mut self, options: LinkPreviewOptions) -> Self {
        self.link_preview_options = Some(options);
        self
    }

    /// Whether messages make no sound.
    #[must_use]
    pub fn disable_notification(mut self, yes: bool) -> Self {
        self.disable_notification = Some(yes);
        self
    }

    /// Whether messages can be neither forwarded nor saved.
    #[must_use]
    pub fn protect_content(mut self, yes: bool) -> Self {
        self.protect_content = Some(yes);
        self
    }

    /// Whether a reply is sent although what it replies to is gone.
    #[must_use]
    pub fn allow_sending_without_reply(mut self, yes: bool) -> Self {
        self.allow_sending_without_reply = Some(yes);
        self
    }

    /// Whether captions stand above.
    #[must_use]
    pub fn show_caption_above_media(mut self, yes: bool) -> Self {
        self.show_caption_above_media = Some(yes);
        self
    }

    /// Fills a call.
    #[inline]
    fn fill(&self, call: &mut Call) {
        if let Some(mode) = &self.parse_mode {
            for name in call.parameters().iter().filter(|name| name.ends_with("parse_mode")) {
                if wants_mode(call, name) {
                    call.set(name, mode);
                }
            }
        }
        let preview = self.link_preview_options.as_ref().map(|options| json!(options));
        let flags = [
            ("link_preview_options", preview),
            ("disable_notification", self.disable_notification.map(Value::Bool)),
            ("protect_content", self.protect_content.map(Value::Bool)),
            ("show_caption_above_media", self.show_caption_above_media.map(Value::Bool)),
        ];
        for (name, value) in flags {
            if let Some(value) = value {
                if call.accepts(name) && !call.params().contains(name) {
                    call.set(name, value);
                }
            }
        }
        for name in NESTING {
            let nested = call.params().get(name).and_then(|json| serde_json::from_str(json).ok());
            if let Some(mut value) = nested {
                let before = Value::clone(&value);
                self.fill_nested(name, &mut value);
                if value != before {
                    call.set(name, value);
                }
            }
        }
    }

    /// Fills objects inside a parameter.
    #[inline]
    fn fill_nested(&self, parameter: &str, value: &mut Value) {
        match value {
            Value::Array(items) => {
                items.iter_mut().for_each(|item| self.fill_nested(parameter, item));
            }
            Value::Object(object) => {
                self.fill_object(parameter, object);
                for name in NESTING {
                    if let Some(inner) = object.get_mut(name) {
                        self.fill_nested(name, inner);
                    }
                }
            }
            _ => {}
        }
    }

    #[inline]
    fn fill_object(&self, parameter: &str, object: &mut Map<String, Value>) {
        let texts: &[(&str, &str, &[&str])] = match parameter {
            "reply_parameters" => &[("quote", "quote_parse_mode", &["quote_entities"])],
            "options" => &[("text", "text_parse_mode", &["text_entities"])],
            _ => &[
                ("caption", "parse_mode", &["caption_entities"]),
                ("message_text", "parse_mode", &["entities"]),
            ],
        };
        for (text, mode_name, entities) in texts {
            let has_text = object.get(*text).is_some_and(Value::is_string);
            let is_free = !entities.iter().any(|name| object.contains_key(*name));
            if let (Some(mode), true, true) = (&self.parse_mode, has_text, is_free) {
                object.entry(*mode_name).or_insert_with(|| json!(mode));
            }
        }
        let is_reply = parameter == "reply_parameters";
        let is_text = object.contains_key("message_text");
        let is_shown = object.contains_key("caption")
            && object.get("type").and_then(Value::as_str).is_some_and(|kind| SHOWN.contains(&kind));
        let preview = || self.link_preview_options.as_ref().map(|options| json!(options));
        let flags = [
            (
                is_reply,
                "allow_sending_without_reply",
                self.allow_sending_without_reply.map(Value::Bool),
            ),
            (is_text, "link_preview_options", preview()),
            (is_shown, "show_caption_above_media", self.show_caption_above_media.map(Value::Bool)),
        ];
        for (is_wanted, name, value) in flags {
            if let (true, Some(value)) = (is_wanted, value) {
                object.entry(name).or_insert(value);
            }
        }
    }
}

/// What a caption may stand above.
const SHOWN: [&str; 5] = ["animation", "gif", "mpeg4_gif", "photo", "video"];

/// Parameters and members whose objects have texts or flags of their own.
const NESTING: [&str; 6] =
    ["media", "results", "result", "input_message_content", "reply_parameters", "options"];

/// Whether a parse mode is wanting: there is its text, and nothing else marks
/// it up.
#[inline]
fn wants_mode(call: &Call, name: &str) -> bool {
    let prefix = name.trim_end_matches("parse_mode");
    let (texts, entities): (Vec<String>, Vec<String>) = if prefix.is_empty() {
        (
            vec!["text".to_owned(), "caption".to_owned()],
            vec!["entities".to_owned(), "caption_entities".to_owned()],
        )
    } else {
        (vec![prefix.trim_end_matches('_').to_owned()], vec![format!("{prefix}entities")])
    };
    let params = call.params();
    !params.contains(name)
        && texts.iter().any(|text| params.contains(text))
        && !entities.iter().any(|entities| params.contains(entities))
}

/// A layer that fills calls with [`Defaults`].
#[derive(Clone)]
#[must_use = "a layer does nothing until it wraps a service"]
pub struct DefaultsLayer {
    /// A function, so that what fills calls is compiled where defaults are set:
    /// the builder of bots holds such a layer, and would compile it for all.
    fill: Fill,
}

type Fill = Arc<dyn Fn(&mut Call) + Send + Sync>;

impl DefaultsLayer {
    /// Fills calls with these.
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
    type Service = Filled<S>;

    fn layer(&self, inner: S) -> Filled<S> {
        Filled { inner, layer: self.clone() }
    }
}

/// A service of filled calls; made by [`DefaultsLayer`].
#[derive(Clone, Debug)]
pub struct Filled<S> {
    inner: S,
    layer: DefaultsLayer,
}

impl<S: Service<Call, Response = Answer>> Service<Call> for Filled<S> {
    type Response = Answer;
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
    fn what_is_not_said_is_filled_and_what_is_said_stays() {
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
    fn what_lies_inside_is_filled_too() {
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
}
