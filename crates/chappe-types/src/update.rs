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
    print::{Fields, To, print, serialize_object},
};

/// Something that happened and that the bot is told of.
///
/// Cheap to clone: the payload is shared.
///
/// Source: Bot API 10.3, [`Update`](https://core.telegram.org/bots/api#update).
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// The update's id.
    pub update_id: UpdateId,
    /// What happened.
    pub kind: UpdateKind,
}

impl Update {
    /// Decodes an update.
    ///
    /// A kind that this version does not know, or a payload that does not
    /// decode, is no error: it becomes [`UpdateKind::Unknown`]. Of two known
    /// kinds in one update, the first counts; of two ids, the last, and the
    /// update has no id if that is no whole number of 64 bits.
    ///
    /// # Errors
    ///
    /// Fails if the document is not a JSON object with a whole `update_id`, or
    /// nested deeper than 512 levels.
    pub fn from_slice(json: &[u8]) -> std::result::Result<Self, DecodeError> {
        match Reader::document(json, read_known) {
            Ok(Some(update)) => Ok(update),
            Ok(None) => keep_unknown(json, None),
            Err(error) => keep_unknown(json, Some(error)),
        }
    }

    /// The update as JSON; an unknown one as it was written.
    // Inline, so that those who write no updates do not compile what writes each object.
    #[inline]
    pub fn to_json(&self) -> Vec<u8> {
        if let UpdateKind::Unknown(unknown) = &self.kind {
            return unknown.raw.get().into();
        }
        let mut json = Vec::new();
        print(self, &mut json);
        json
    }

    /// The chat that the event belongs to, if it belongs to one.
    pub fn chat(&self) -> Option<&Chat> {
        self.kind.chat()
    }

    /// The user who caused the event, if it tells one.
    pub fn user(&self) -> Option<&User> {
        self.kind.user()
    }

    /// The forum topic that the event belongs to.
    pub fn thread_id(&self) -> Option<MessageThreadId> {
        self.kind.thread_id()
    }

    /// The topic of a channel's direct messages that the event belongs to: of a message,
    /// or of a press of a button under one.
    ///
    /// Source: Bot API 10.3, [`DirectMessagesTopic`](https://core.telegram.org/bots/api#directmessagestopic).
    pub fn direct_messages_topic_id(&self) -> Option<i64> {
        self.kind.direct_messages_topic_id()
    }

    /// The business connection that the event came through.
    pub fn business_connection_id(&self) -> Option<&BusinessConnectionId> {
        self.kind.business_connection_id()
    }

    /// The poll that the event is about.
    pub fn poll_id(&self) -> Option<&PollId> {
        match &self.kind {
            UpdateKind::Poll(poll) => Some(&poll.id),
            UpdateKind::PollAnswer(answer) => Some(&answer.poll_id),
            _ => None,
        }
    }

    /// The message, if one of the kinds that carry a message happened.
    pub fn message(&self) -> Option<&Message> {
        <Message as crate::Payload>::of(&self.kind).map(|message| &**message)
    }

    /// The callback query, if one happened.
    pub fn callback_query(&self) -> Option<&CallbackQuery> {
        <CallbackQuery as crate::Payload>::of(&self.kind).map(|query| &**query)
    }
}

/// What is wrong with an update without an id.
const NO_ID: Fault = Fault::Type("an update with a whole `update_id`");

/// Reads an update of a known kind; `None`, if it has none.
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

/// Keeps an update that was not understood, if it is one.
///
/// This second look is `serde_json`'s: it passes over what is nested too deep
/// for the decoders, so that such an update is kept too.
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

/// The deepest nesting of an update that is kept without being understood;
/// those who read it may recurse.
const DEEPEST_KEPT: usize = 512;

/// How deep objects and arrays are nested, if it is JSON.
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
                // Read as the decoder reads it.
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

/// The answer of `getUpdates`: each element is decoded by itself, so that an
/// odd one spoils no other. What is no update at all, for it has no whole
/// `update_id`, is left out.
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
    fn fields<'a>(&'a self, to: &mut To<'_, 'a>) {
        to.put("update_id", &self.update_id);
        self.kind.fields(to);
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
