//! Updates, and how they are decoded.

use std::{fmt, sync::Arc};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error as _, IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{
    BusinessConnectionId, CallbackQuery, Chat, DecodeError, Message, MessageThreadId, Object,
    PollId, RawJson, Str, UnknownUpdate, UpdateId, UpdateKind, UpdateType, User,
    json::{Fault, Reader, Result},
    object::{deserialize_with, sealed::Sealed},
    print::{Fields, Printer, print, serialize_object},
};

/// An event that Telegram sends to the bot.
///
/// Cheap to clone: the payload is shared.
///
/// Source: Bot API 10.3, [`Update`](https://core.telegram.org/bots/api#update).
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// The update's id.
    pub update_id: UpdateId,
    /// The kind of the update, with its payload.
    pub kind: UpdateKind,
}

impl Update {
    /// Decodes an update.
    ///
    /// An unknown kind, or a payload that does not decode, is not an error: it becomes
    /// [`UpdateKind::Unknown`]. Of two known kinds in one update, the first is used. Of two ids,
    /// the last is used; if that is not an integer of 64 bits, the update has no id.
    ///
    /// # Errors
    ///
    /// Fails if the document is not a JSON object with an integer `update_id`, or if an update
    /// that does not decode is nested deeper than 512 levels.
    pub fn from_slice(json: &[u8]) -> std::result::Result<Self, DecodeError> {
        match Reader::document(json, read_known) {
            Ok(Some(update)) => Ok(update),
            Ok(None) => keep_unknown(json, None),
            Err(error) => keep_unknown(json, Some(error)),
        }
    }

    /// Returns the update as JSON. An unknown update is returned unchanged.
    // `#[inline]`: the printers of all objects are compiled only in crates that write updates.
    #[inline]
    pub fn to_json(&self) -> Vec<u8> {
        if let UpdateKind::Unknown(unknown) = &self.kind {
            return unknown.raw.get().into();
        }
        let mut json = Vec::new();
        print(self, &mut json);
        json
    }

    /// Returns the chat that the event belongs to, if any.
    pub fn chat(&self) -> Option<&Chat> {
        self.kind.chat()
    }

    /// Returns the user who caused the event, if any.
    pub fn user(&self) -> Option<&User> {
        self.kind.user()
    }

    /// Returns the forum topic that the event belongs to, if any.
    pub fn thread_id(&self) -> Option<MessageThreadId> {
        self.kind.thread_id()
    }

    /// Returns the topic of a channel's direct messages that the event belongs to: that of a
    /// message, or of the message of a callback query.
    ///
    /// Source: Bot API 10.3, [`DirectMessagesTopic`](https://core.telegram.org/bots/api#directmessagestopic).
    pub fn direct_messages_topic_id(&self) -> Option<i64> {
        self.kind.direct_messages_topic_id()
    }

    /// Returns the business connection that the event arrived through, if any.
    pub fn business_connection_id(&self) -> Option<&BusinessConnectionId> {
        self.kind.business_connection_id()
    }

    /// Returns the id of the poll that the event belongs to, if any.
    pub fn poll_id(&self) -> Option<&PollId> {
        match &self.kind {
            UpdateKind::Poll(poll) => Some(&poll.id),
            UpdateKind::PollAnswer(answer) => Some(&answer.poll_id),
            _ => None,
        }
    }

    /// Returns the message, if the payload is a message.
    pub fn message(&self) -> Option<&Message> {
        <Message as crate::Payload>::of(&self.kind).map(|message| &**message)
    }

    /// Returns the callback query, if the payload is one.
    pub fn callback_query(&self) -> Option<&CallbackQuery> {
        <CallbackQuery as crate::Payload>::of(&self.kind).map(|query| &**query)
    }
}

/// The error of an update without an id.
const NO_ID: Fault = Fault::Type("an update with an integer `update_id`");

/// Reads an update of a known kind; `None` if it has no known kind.
fn read_known(reader: &mut Reader<'_>) -> Result<Option<Update>> {
    let (mut id, mut kind) = (None, None);
    let mut next = reader.first_key();
    while let Some(key) = next {
        if key == b"update_id" {
            id = reader.i64_or_skip()?;
        } else if let (Some(known), None) = (UpdateType::named(key), &kind) {
            if !reader.null()? {
                kind = Some(known.read(reader)?);
            }
        } else {
            reader.skip()?;
        }
        next = reader.next_key();
    }
    reader.leave()?;
    let Some(id) = id else { return reader.fail(NO_ID) };
    Ok(kind.map(|kind| Update { update_id: UpdateId(id), kind }))
}

/// Keeps an update that was not decoded, if the document is one.
///
/// Parses the document again with `serde_json`, which skips values that are nested too deep for the
/// decoders, so that such an update is kept too.
fn keep_unknown(
    json: &[u8],
    error: Option<DecodeError>,
) -> std::result::Result<Update, DecodeError> {
    let not_an_update = |error: Option<DecodeError>| error.unwrap_or(DecodeError::new(NO_ID, 0));
    if json_depth(json) > DEEPEST_KEPT {
        return Err(not_an_update(error));
    }
    let Ok(envelope) = serde_json::from_slice::<Envelope>(json) else {
        return Err(not_an_update(error));
    };
    let text = std::str::from_utf8(json).ok();
    let Some(raw) = text.and_then(|text| RawJson::new(text.trim_ascii()).ok()) else {
        return Err(not_an_update(error));
    };
    let unknown = UnknownUpdate { name: envelope.name, raw, error };
    Ok(Update { update_id: envelope.update_id, kind: UpdateKind::Unknown(Arc::new(unknown)) })
}

/// The deepest nesting of an unknown update that is kept. It is limited because readers of the raw
/// JSON may recurse.
const DEEPEST_KEPT: usize = 512;

/// Returns how deep objects and arrays are nested. The result is meaningless if `json` is not
/// JSON.
pub fn json_depth(json: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_string, mut is_escaped) = (0_usize, 0, false, false);
    for byte in json {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// An update's id and the name of its kind.
struct Envelope {
    update_id: UpdateId,
    name: Option<Str>,
}

impl<'de> Deserialize<'de> for Envelope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_map(EnvelopeVisitor)
    }
}

struct EnvelopeVisitor;

impl<'de> Visitor<'de> for EnvelopeVisitor {
    type Value = Envelope;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an update")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Envelope, A::Error> {
        let (mut update_id, mut known, mut other) = (None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            if key == "update_id" {
                // Read by the decoder's rules.
                let id = map.next_value::<&RawValue>()?;
                update_id = i64::from_json(id.get().as_bytes()).ok().map(UpdateId);
                continue;
            }
            let is_null = map.next_value::<Option<IgnoredAny>>()?.is_none();
            let slot =
                if UpdateType::named(key.as_bytes()).is_some() { &mut known } else { &mut other };
            if slot.is_none() && !is_null {
                *slot = Some(Str::from(key));
            }
        }
        let update_id = update_id.ok_or_else(|| A::Error::missing_field("update_id"))?;
        Ok(Envelope { update_id, name: known.or(other) })
    }
}

impl Object for Update {}

impl Sealed for Update {
    fn document(json: &[u8]) -> std::result::Result<Self, DecodeError> {
        Self::from_slice(json)
    }
}

impl Object for Vec<Update> {}

/// The result of `getUpdates`. Each element is decoded separately, so that an element that does not
/// decode does not affect the others. Elements without an integer `update_id` are skipped.
impl Sealed for Vec<Update> {
    fn document(json: &[u8]) -> std::result::Result<Self, DecodeError> {
        let Ok(elements) = serde_json::from_slice::<Vec<&RawValue>>(json) else {
            return Err(DecodeError::new(Fault::Type("a list of updates"), 0));
        };
        let updates = elements.iter().map(|raw| Update::from_slice(raw.get().as_bytes()));
        Ok(updates.filter_map(std::result::Result::ok).collect())
    }
}

impl Fields for Update {
    #[inline]
    fn fields<'a>(&'a self, printer: &mut Printer<'_, 'a>) {
        printer.field("update_id", &self.update_id);
        self.kind.fields(printer);
    }

    fn count(&self) -> Option<usize> {
        Some(2)
    }
}

impl Serialize for Update {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match &self.kind {
            UpdateKind::Unknown(unknown) => unknown.raw.serialize(serializer),
            _ => serialize_object(self, serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Update {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserialize_with(deserializer, Self::from_slice)
    }
}
