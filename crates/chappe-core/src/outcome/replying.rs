//! A text to send to the origin of the event.

use std::{error::Error, fmt};

use chappe_types::{ChatId, ReplyParameters, SendMessage, Str, Update, UpdateKind};

use crate::{
    error::BoxError,
    event_type::EventType,
    outcome::{IntoOutcome, Outcome, Reply},
    request::Request,
};

/// Returns an outcome that sends a text to the origin of the event: its chat, its forum topic or
/// its topic of a channel's direct messages, and its business connection.
///
/// The text must have 1–4,096 characters after entities parsing. The other options of `sendMessage`
/// are setters of [`Replying`]. The message quotes no other one, except after
/// [`quoting`](Replying::quoting).
///
/// A handler that needs no options can return the text itself.
///
/// # Errors
///
/// The handler fails with [`NoChat`] if the event has no chat, for example an inline query.
///
/// Source: Bot API 10.3, [`sendMessage`](https://core.telegram.org/bots/api#sendmessage).
///
/// # Example
///
/// ```
/// use chappe::prelude::*;
/// use chappe::types::ParseMode;
///
/// async fn greet() -> impl IntoOutcome {
///     reply("<b>hello</b>").parse_mode(ParseMode::Html).quoting()
/// }
/// # let _ = greet;
/// ```
pub fn reply(text: impl Into<Str>) -> Replying {
    Replying::new(text.into())
}

/// A text to send to the origin of the event; created by [`reply`].
///
/// It has the setters of [`SendMessage`], except those of the chat, the forum topic, the topic of
/// direct messages and the business connection, which come from the request.
#[derive(Clone)]
#[must_use = "a reply is sent when the handler returns it"]
pub struct Replying {
    /// Its addresses are placeholders until the request is known.
    method: Box<SendMessage>,
    quotes: bool,
}

impl Replying {
    // Not generic: instantiated in this crate, not in each bot.
    fn new(text: Str) -> Self {
        Self { method: Box::new(SendMessage::new(ChatId(0), text)), quotes: false }
    }

    /// Replies to the message of the event, so that clients show a quotation of it.
    ///
    /// The message of a callback query is the one with the button, that of a reaction the one with
    /// the reaction. If the event has no message, the reply quotes none. Other
    /// [`reply_parameters`](Self::reply_parameters) that are set, such as the quoted part, are kept;
    /// if they already contain the id of a message, `quoting` has no effect.
    ///
    /// Source: Bot API 10.3, [`ReplyParameters`](https://core.telegram.org/bots/api#replyparameters).
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe_testing::UpdateBuilder;
    ///
    /// let request = Request::from(UpdateBuilder::message("hi").set("message_id", 5).build());
    /// let outcome = reply("hello").quoting().into_outcome(&request)?;
    ///
    /// let mut parameters = Vec::new();
    /// outcome.reply().expect("it has a reply").write_json(&mut parameters);
    /// let parameters = String::from_utf8(parameters)?;
    /// assert!(parameters.contains(r#""reply_parameters":{"message_id":5}"#));
    /// # Ok::<(), BoxError>(())
    /// ```
    pub fn quoting(mut self) -> Self {
        self.quotes = true;
        self
    }

    /// Not generic: instantiated in this crate, not in each bot.
    pub(crate) fn to(self, update: &Update) -> Result<Outcome, BoxError> {
        let Self { mut method, quotes } = self;
        let Some(chat) = update.chat() else { return Err(NoChat(()).into()) };
        method.chat_id = chat.id.into();
        method.message_thread_id = update.thread_id();
        method.direct_messages_topic_id = update.direct_messages_topic_id();
        method.business_connection_id = update.business_connection_id().cloned();
        if quotes {
            quote(&mut method, update);
        }
        Ok(Reply::boxed(method).into())
    }
}

/// Generates the setters from the schema, so that none is missing.
macro_rules! setters {
    ($($name:ident: $value:ty,)*) => {
        impl Replying {
            $(
                #[doc = concat!(
                    "Sets [`", stringify!($name), "`](SendMessage::", stringify!($name), ")."
                )]
                #[inline]
                pub fn $name(mut self, value: $value) -> Self {
                    *self.method = self.method.$name(value);
                    self
                }
            )*
        }
    };
}

chappe_types::for_each_reply_setter!(setters);

/// Adds the message of the event to the reply parameters, unless they contain a message.
fn quote(method: &mut SendMessage, update: &Update) {
    let Some(message) = parameters_of(update) else { return };
    let Some(parameters) = &mut method.reply_parameters else {
        method.reply_parameters = Some(Box::new(message));
        return;
    };
    if parameters.message_id.is_none() && parameters.ephemeral_message_id.is_none() {
        parameters.message_id = message.message_id;
        parameters.ephemeral_message_id = message.ephemeral_message_id;
    }
}

/// The parameters of a reply to the message of an event.
fn parameters_of(update: &Update) -> Option<ReplyParameters> {
    if let Some(message) = update.message() {
        return Some(message.as_reply_parameters());
    }
    match &update.kind {
        UpdateKind::CallbackQuery(query) => Some(query.message.as_ref()?.as_reply_parameters()),
        UpdateKind::MessageReaction(reaction) => {
            Some(ReplyParameters::new().message_id(reaction.message_id))
        }
        UpdateKind::MessageReactionCount(count) => {
            Some(ReplyParameters::new().message_id(count.message_id))
        }
        _ => None,
    }
}

impl IntoOutcome for Replying {
    fn into_outcome<E: EventType>(self, request: &Request<E>) -> Result<Outcome, BoxError> {
        self.to(request.update())
    }
}

impl fmt::Debug for Replying {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replying")
            .field("text", &self.method.text)
            .field("quotes", &self.quotes)
            .finish_non_exhaustive()
    }
}

/// The error of a reply to an event without a chat.
#[derive(Clone, Copy, Debug)]
pub struct NoChat(());

impl fmt::Display for NoChat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the event belongs to no chat: return a method with an explicit chat")
    }
}

impl Error for NoChat {}

#[cfg(test)]
mod tests {
    use chappe_types::{
        EphemeralMessageParameters, ForceReply, LinkPreviewOptions, Method, ParseMode,
        SuggestedPostParameters,
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::outcome::samples::{message, press, request, sent};

    /// The parameters of the one message that a reply sends.
    fn params(reply: Replying, request: &Request) -> Value {
        match sent(reply, request).as_deref() {
            Ok([("sendMessage", params)]) => params.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_reply_has_every_address_of_the_event() {
        let text = json!({"chat_id": -1002, "text": "x"});
        let cases = [
            (json!({}), json!({})),
            (json!({"message_thread_id": 3}), json!({})),
            (
                json!({"message_thread_id": 3, "is_topic_message": true}),
                json!({"message_thread_id": 3}),
            ),
            (
                json!({"direct_messages_topic": {"topic_id": 99}}),
                json!({"direct_messages_topic_id": 99}),
            ),
            (json!({"business_connection_id": "bc"}), json!({"business_connection_id": "bc"})),
        ];
        for (more, address) in cases {
            let message = message(more);
            let Value::Object(address) = address else { panic!("not an object") };
            let mut expected = text.clone();
            expected.as_object_mut().unwrap().extend(address);
            for (kind, payload) in [
                ("message", message.clone()),
                ("edited_message", message.clone()),
                ("business_message", message.clone()),
                ("guest_message", message.clone()),
                ("callback_query", press(&message)),
            ] {
                assert_eq!(params(reply("x"), &request(kind, &payload)), expected, "{kind}");
            }
        }
    }

    #[test]
    fn a_reply_to_an_event_without_a_message_is_sent_to_its_chat_and_topic() {
        let chat = json!({"id": -1002, "type": "supergroup"});
        let stopped = json!({"chat": chat, "draft_id": 1, "message_thread_id": 3});
        let deleted = json!({"business_connection_id": "bc", "chat": chat, "message_ids": [5]});
        assert_eq!(
            [
                params(reply("x").quoting(), &request("stopped_message_generation", &stopped)),
                params(reply("x").quoting(), &request("deleted_business_messages", &deleted)),
            ],
            [
                json!({"chat_id": -1002, "text": "x", "message_thread_id": 3}),
                json!({"chat_id": -1002, "text": "x", "business_connection_id": "bc"}),
            ],
        );
    }

    #[test]
    fn a_reply_to_an_event_without_a_chat_fails_and_says_why() {
        let from = json!({"id": 7, "is_bot": false, "first_name": "A"});
        let query = json!({"id": "q", "from": from, "query": "x", "offset": ""});
        assert_eq!(
            sent(reply("x"), &request("inline_query", &query)),
            Err("the event belongs to no chat: return a method with an explicit chat".to_owned()),
        );
    }

    #[test]
    fn a_reply_sets_every_parameter_of_send_message() {
        let reply = reply("x")
            .parse_mode(ParseMode::Html)
            .entities(Vec::new())
            .link_preview_options(LinkPreviewOptions::new().is_disabled(true))
            .disable_notification(true)
            .protect_content(true)
            .allow_paid_broadcast(true)
            .message_effect_id("effect")
            .suggested_post_parameters(SuggestedPostParameters::new())
            .reply_parameters(ReplyParameters::new().quote("hi"))
            .reply_markup(ForceReply::new())
            .ephemeral_message_parameters(EphemeralMessageParameters::new(8));
        let params = params(reply, &request("message", &message(json!({}))));
        assert_eq!(
            params,
            json!({
                "chat_id": -1002,
                "text": "x",
                "parse_mode": "HTML",
                "entities": [],
                "link_preview_options": {"is_disabled": true},
                "disable_notification": true,
                "protect_content": true,
                "allow_paid_broadcast": true,
                "message_effect_id": "effect",
                "suggested_post_parameters": {},
                "reply_parameters": {"quote": "hi"},
                "reply_markup": {"force_reply": true},
                "ephemeral_message_parameters": {"receiver_user_id": 8},
            })
        );
        // A parameter that a new version of the Bot API adds is missing here, until a setter or
        // the request sets it.
        let from_the_request =
            ["business_connection_id", "message_thread_id", "direct_messages_topic_id"];
        let mut set: Vec<&str> = params.as_object().unwrap().keys().map(String::as_str).collect();
        set.extend(from_the_request);
        set.sort_unstable();
        let mut known = SendMessage::PARAMETERS.to_vec();
        known.sort_unstable();
        assert_eq!(set, known);
    }

    #[test]
    fn a_quoting_reply_replies_to_the_message_of_the_event() {
        let chat = json!({"id": -1002, "type": "supergroup"});
        let plain = message(json!({}));
        let ephemeral = message(json!({"message_id": 0, "ephemeral_message_id": 4}));
        let inaccessible = json!({"message_id": 5, "date": 0, "chat": chat});
        let user = json!({"id": 7, "is_bot": false, "first_name": "A"});
        let reaction = json!({
            "chat": chat, "message_id": 5, "date": 1, "user": user,
            "old_reaction": [], "new_reaction": [],
        });
        let reactions = json!({"chat": chat, "message_id": 5, "date": 1, "reactions": []});
        let (plain_id, ephemeral_id) =
            (json!({"message_id": 5}), json!({"ephemeral_message_id": 4}));
        let cases = [
            ("message", plain.clone(), &plain_id),
            ("channel_post", plain.clone(), &plain_id),
            ("message", ephemeral.clone(), &ephemeral_id),
            ("callback_query", press(&plain), &plain_id),
            ("callback_query", press(&ephemeral), &ephemeral_id),
            ("callback_query", press(&inaccessible), &plain_id),
            ("message_reaction", reaction, &plain_id),
            ("message_reaction_count", reactions, &plain_id),
        ];
        for (kind, payload, quoted) in cases {
            assert_eq!(
                params(reply("x").quoting(), &request(kind, &payload)),
                json!({"chat_id": -1002, "text": "x", "reply_parameters": quoted}),
                "{kind}"
            );
        }
    }

    #[test]
    fn quoting_keeps_the_reply_parameters_that_are_set() {
        let request = request("message", &message(json!({})));
        let quoted = |parameters: ReplyParameters| {
            let reply = reply("x").quoting().reply_parameters(parameters);
            params(reply, &request)["reply_parameters"].clone()
        };
        assert_eq!(
            [
                quoted(ReplyParameters::new().quote("hi")),
                quoted(ReplyParameters::new().message_id(9)),
                quoted(ReplyParameters::new().ephemeral_message_id(9)),
            ],
            [
                json!({"message_id": 5, "quote": "hi"}),
                json!({"message_id": 9}),
                json!({"ephemeral_message_id": 9}),
            ],
        );
    }
}
