//! The parts of a text that entities cover.

use std::{iter::FusedIterator, slice};

use crate::{Message, MessageEntity};

/// Entities with the part of the text that each covers, in Telegram's order; created by
/// [`Message::entities`], [`Message::caption_entities`] and [`new`](Self::new).
///
/// Offsets and lengths of entities are counted in UTF-16 code units; the parts are ordinary
/// slices of the text. An entity that is not inside the text, or that begins or ends inside of a
/// character, is left out.
///
/// Source: Bot API 10.3, [`MessageEntity`](https://core.telegram.org/bots/api#messageentity).
#[derive(Clone, Debug)]
#[must_use = "iterators are lazy and do nothing unless they are consumed"]
pub struct Entities<'a> {
    text: &'a str,
    rest: slice::Iter<'a, MessageEntity>,
    /// The start of the last entity. Entities are sorted, so the next one is usually not before.
    last: Position,
}

/// The position of a character in a text.
#[derive(Clone, Copy, Debug, Default)]
struct Position {
    units: usize,
    bytes: usize,
}

impl<'a> Entities<'a> {
    /// Creates the iterator over the entities of any text, such as the question of a poll.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::types::{Entities, Poll};
    ///
    /// fn emphasised(poll: &Poll) -> Vec<&str> {
    ///     let entities = poll.question_entities.as_deref().unwrap_or_default();
    ///     Entities::new(&poll.question, entities).map(|(_, part)| part).collect()
    /// }
    /// # let _ = emphasised;
    /// ```
    #[inline]
    pub fn new(text: &'a str, entities: &'a [MessageEntity]) -> Self {
        Self { text, rest: entities.iter(), last: Position::default() }
    }
}

impl<'a> Iterator for Entities<'a> {
    type Item = (&'a MessageEntity, &'a str);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let entity = self.rest.next()?;
            if let Some(part) = part(self.text, entity, &mut self.last) {
                return Some((entity, part));
            }
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.rest.len()))
    }
}

impl FusedIterator for Entities<'_> {}

impl Message {
    /// Returns the entities of the text with the part of the text that each covers: none if the
    /// message has no text. Entities of a caption are
    /// [`caption_entities`](Self::caption_entities).
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe::types::MessageEntityType;
    ///
    /// fn hashtags(message: &Message) -> Vec<&str> {
    ///     let hashtags = message.entities().filter(|(entity, _)| {
    ///         entity.r#type == MessageEntityType::Hashtag
    ///     });
    ///     hashtags.map(|(_, hashtag)| hashtag).collect()
    /// }
    /// # let _ = hashtags;
    /// ```
    #[inline]
    pub fn entities(&self) -> Entities<'_> {
        Entities::new(
            self.text.as_deref().unwrap_or_default(),
            self.entities.as_deref().unwrap_or_default(),
        )
    }

    /// Returns the entities of the caption with the part of the caption that each covers: none if
    /// the message has no caption.
    #[inline]
    pub fn caption_entities(&self) -> Entities<'_> {
        Entities::new(
            self.caption.as_deref().unwrap_or_default(),
            self.caption_entities.as_ref().map_or(&[][..], |entities| entities.as_slice()),
        )
    }
}

impl MessageEntity {
    /// Returns the part of `text` that the entity covers. `None` if the entity is not inside
    /// `text`, or begins or ends inside of a character.
    #[inline]
    pub fn slice_of<'t>(&self, text: &'t str) -> Option<&'t str> {
        part(text, self, &mut Position::default())
    }
}

/// Returns the part of `text` that `entity` covers. The search begins at `last`, which is set to
/// the start of the entity, unless the entity begins before it.
#[inline]
fn part<'t>(text: &'t str, entity: &MessageEntity, last: &mut Position) -> Option<&'t str> {
    let start = usize::try_from(entity.offset).ok()?;
    let end = start.checked_add(usize::try_from(entity.length).ok()?)?;
    let from = if start < last.units { Position::default() } else { *last };
    let start = seek(text, from, start)?;
    *last = start;
    let end = seek(text, start, end)?;
    text.get(start.bytes..end.bytes)
}

/// Returns the position that is `units` code units after the start of `text`, searching from an
/// earlier position. `None` if it is after the end or inside of a character.
#[inline]
fn seek(text: &str, from: Position, units: usize) -> Option<Position> {
    let mut at = from;
    for c in text.get(from.bytes..)?.chars() {
        if at.units >= units {
            break;
        }
        at.units += c.len_utf16();
        at.bytes += c.len_utf8();
    }
    (at.units == units).then_some(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::{MessageEntityType, Object};

    fn entity((offset, length): (i64, i64)) -> MessageEntity {
        let entity = json!({"type": "bold", "offset": offset, "length": length});
        MessageEntity::from_json(entity.to_string().as_bytes()).unwrap()
    }

    fn message(more: Value) -> Message {
        let mut message = json!({"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}});
        let Value::Object(more) = more else { panic!("not an object") };
        message.as_object_mut().unwrap().extend(more);
        Message::from_json(message.to_string().as_bytes()).unwrap()
    }

    /// The part in a copy of the text in UTF-16.
    fn expected(text: &str, (offset, length): (i64, i64)) -> Option<String> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let start = usize::try_from(offset).ok()?;
        let end = start.checked_add(usize::try_from(length).ok()?)?;
        // A cut inside of a character leaves half of a surrogate pair on both sides.
        String::from_utf16(units.get(..start)?).ok()?;
        String::from_utf16(units.get(start..end)?).ok()
    }

    #[test]
    fn offsets_of_text_and_caption_are_counted_in_utf_16() {
        let entities = json!([
            {"type": "bold", "offset": 0, "length": 2},
            {"type": "hashtag", "offset": 3, "length": 4},
            {"type": "italic", "offset": 8, "length": 2},
        ]);
        let in_text = message(json!({"text": "🦀 #été éa", "entities": entities}));
        let in_caption = message(json!({"caption": "🦀 #été éa", "caption_entities": entities}));
        let wanted = [
            (MessageEntityType::Bold, "🦀"),
            (MessageEntityType::Hashtag, "#été"),
            (MessageEntityType::Italic, "éa"),
        ];
        let found = |entities: Entities<'_>| -> Vec<(MessageEntityType, String)> {
            entities.map(|(entity, part)| (entity.r#type.clone(), part.to_owned())).collect()
        };
        let wanted = wanted.map(|(kind, part)| (kind, part.to_owned()));
        assert_eq!(found(in_text.entities()), wanted);
        assert_eq!(found(in_text.caption_entities()), []);
        assert_eq!(found(in_caption.caption_entities()), wanted);
        assert_eq!(found(in_caption.entities()), []);
    }

    #[test]
    fn an_entity_that_cuts_a_character_or_leaves_the_text_is_left_out() {
        let ranges = [
            (1, 1),
            (0, 1),
            (1, 2),
            (0, 3),
            (0, 4),
            (4, 0),
            (-1, 2),
            (0, -1),
            (i64::MAX, i64::MAX),
            (i64::MIN, i64::MIN),
            (1, i64::MAX),
        ];
        let entities = ranges.map(entity);
        let found: Vec<_> = Entities::new("🦀a", &entities).map(|(_, part)| part).collect();
        assert_eq!(found, ["🦀a"]);
        assert_eq!(entity((2, 1)).slice_of("🦀a"), Some("a"));
        assert_eq!(entity((1, 1)).slice_of("🦀a"), None);
    }

    proptest! {
        #[test]
        fn parts_are_those_of_the_text_in_utf_16(
            text in "[a🦀é]{0,12}",
            ranges in prop::collection::vec((-2..16_i64, -2..16_i64), 0..12),
        ) {
            let entities: Vec<MessageEntity> = ranges.iter().copied().map(entity).collect();
            let found: Vec<(MessageEntity, String)> = Entities::new(&text, &entities)
                .map(|(entity, part)| (entity.clone(), part.to_owned()))
                .collect();
            let wanted: Vec<(MessageEntity, String)> = ranges
                .iter()
                .filter_map(|range| Some((entity(*range), expected(&text, *range)?)))
                .collect();
            prop_assert_eq!(found, wanted);
            for range in ranges {
                let part = entity(range).slice_of(&text).map(str::to_owned);
                prop_assert_eq!(part, expected(&text, range));
            }
        }

        #[test]
        fn hostile_ranges_do_not_panic(text in ".{0,20}", offset: i64, length: i64) {
            let part = entity((offset, length)).slice_of(&text).map(str::to_owned);
            prop_assert_eq!(part, expected(&text, (offset, length)));
        }
    }
}
