//! From a text and entities to a formatted text.

use chappe_types::{Message, MessageEntity, MessageEntityType};

use crate::{date_format::DateFormat, format::Format, span::Span, tree::FormattedText};

impl FormattedText {
    /// Reads a text and its entities, such as those of a message or of the question of a poll.
    ///
    /// Entities that Telegram detects in a text (links, usernames, hashtags, commands and so on)
    /// are text and no formats. Any entities are accepted: one that ends after the end of the text
    /// ends there, one that begins in the middle of a character begins before it, and one that ends
    /// there ends after it; one that begins after the end, or that has an unknown type, is left out.
    ///
    /// Source: Bot API 10.3, [`MessageEntity`](https://core.telegram.org/bots/api#messageentity).
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::text::{FormattedText, bold};
    /// use chappe::types::{MessageEntity, MessageEntityType};
    ///
    /// let entities = [MessageEntity::new(MessageEntityType::Bold, 3, 100)];
    /// let text = FormattedText::from_entities("🦀 Rust", &entities);
    /// assert_eq!(text, FormattedText::from("🦀 ") + bold("Rust"));
    /// ```
    pub fn from_entities(text: &str, entities: &[MessageEntity]) -> Self {
        let mut ends: Vec<usize> =
            entities.iter().filter_map(range).flat_map(|(a, b)| [a, b]).collect();
        ends.sort_unstable();
        let borders = Borders::find(text, &ends);
        let mut spans = Vec::with_capacity(entities.len());
        // Later spans are further outside.
        for entity in entities.iter().rev() {
            let (Some((start, end)), Some(format)) = (range(entity), format(entity)) else {
                continue;
            };
            let (start, end) = (borders.at(start).0, borders.at(end).1);
            if start < end {
                spans.push(Span { start, end, format });
            }
        }
        Self { text: text.to_owned(), spans }
    }

    /// Reads the text of a message with its formats, or its caption; it is empty if the message has
    /// neither.
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::prelude::*;
    /// use chappe::text::{FormattedText, quote};
    ///
    /// async fn echo(Event(message): Event<Message>) -> FormattedText {
    ///     quote(FormattedText::from_message(&message))
    /// }
    /// # let _ = echo;
    /// ```
    pub fn from_message(message: &Message) -> Self {
        if let Some(text) = &message.text {
            return Self::from_entities(text, message.entities.as_deref().unwrap_or_default());
        }
        let entities = message.caption_entities.as_ref().map_or(&[][..], |all| all.as_slice());
        Self::from_entities(message.caption.as_deref().unwrap_or_default(), entities)
    }
}

/// The start and the end in code units. `None` if the entity is empty or its range is negative.
fn range(entity: &MessageEntity) -> Option<(usize, usize)> {
    let start = usize::try_from(entity.offset).ok()?;
    let length = usize::try_from(entity.length).ok().filter(|length| *length > 0)?;
    Some((start, start.saturating_add(length)))
}

/// The bytes of positions in code units.
struct Borders(Vec<(usize, usize, usize)>);

impl Borders {
    /// Finds the bytes of sorted positions, in one pass over the text.
    fn find(text: &str, units: &[usize]) -> Self {
        let mut found = Vec::with_capacity(units.len());
        let mut chars = text.chars();
        let (mut at, mut byte) = (0, 0);
        let mut before = 0;
        for &wanted in units {
            while at < wanted {
                let Some(c) = chars.next() else { break };
                before = byte;
                at += c.len_utf16();
                byte += c.len_utf8();
            }
            // Past the position, which is in the middle of the last character.
            let start = if at > wanted { before } else { byte };
            found.push((wanted, start, byte));
        }
        Self(found)
    }

    /// The borders of characters before and after a position that was given.
    fn at(&self, units: usize) -> (usize, usize) {
        let at = self.0.partition_point(|border| border.0 < units);
        self.0.get(at).map_or((0, 0), |border| (border.1, border.2))
    }
}

/// The format of an entity; `None` if Telegram detects the entity itself, or if a part is missing.
fn format(entity: &MessageEntity) -> Option<Format> {
    Some(match &entity.r#type {
        MessageEntityType::Bold => Format::Bold,
        MessageEntityType::Italic => Format::Italic,
        MessageEntityType::Underline => Format::Underline,
        MessageEntityType::Strikethrough => Format::Strikethrough,
        MessageEntityType::Spoiler => Format::Spoiler,
        MessageEntityType::Blockquote => Format::Quote,
        MessageEntityType::ExpandableBlockquote => Format::ExpandableQuote,
        MessageEntityType::Code => Format::Code,
        MessageEntityType::Pre => Format::Pre { language: entity.language.clone() },
        MessageEntityType::TextLink => Format::Link { url: entity.url.clone()? },
        MessageEntityType::TextMention => Format::Mention { user: entity.user.as_ref()?.id },
        MessageEntityType::CustomEmoji => {
            Format::CustomEmoji { id: entity.custom_emoji_id.clone()? }
        }
        MessageEntityType::DateTime => Format::DateTime {
            unix_time: entity.unix_time?,
            format: DateFormat::parse(entity.date_time_format.as_deref().unwrap_or_default())?,
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{bold, italic};

    fn entity(kind: MessageEntityType, offset: i64, length: i64) -> MessageEntity {
        MessageEntity::new(kind, offset, length)
    }

    #[test]
    fn an_entity_that_cuts_a_character_covers_it_and_one_outside_of_the_text_is_cut() {
        let read = |offset, length| {
            FormattedText::from_entities("🦀a", &[entity(MessageEntityType::Bold, offset, length)])
        };
        assert_eq!(read(0, 1), bold("🦀") + "a");
        assert_eq!(read(1, 1), bold("🦀") + "a");
        assert_eq!(read(1, 2), bold("🦀a"));
        assert_eq!(read(2, 9), FormattedText::from("🦀") + bold("a"));
        for (offset, length) in [(3, 1), (9, 9), (-1, 2), (0, -1), (0, 0), (i64::MAX, i64::MAX)] {
            assert_eq!(read(offset, length), FormattedText::from("🦀a"), "{offset} {length}");
        }
    }

    #[test]
    fn entities_that_overlap_are_nested() {
        let entities = [
            entity(MessageEntityType::Bold, 0, 2),
            entity(MessageEntityType::Italic, 1, 2),
            entity(MessageEntityType::Hashtag, 0, 3),
        ];
        let text = FormattedText::from_entities("abc", &entities);
        assert_eq!(text, bold("a") + bold(italic("b")) + italic("c"));
        assert_eq!(text.to_html(), "<b>a<i>b</i></b><i>c</i>");
    }

    proptest! {
        #[test]
        fn any_entities_are_read(
            text in "[a🦀é\n ]{0,12}",
            entities in prop::collection::vec((0..16_u8, any::<i8>(), any::<i8>()), 0..12),
        ) {
            let kinds = ["bold", "italic", "underline", "strikethrough", "spoiler", "blockquote",
                "expandable_blockquote", "code", "pre", "text_link", "text_mention",
                "custom_emoji", "date_time", "url", "hashtag", "new"];
            let entities: Vec<_> = entities.iter().map(|&(kind, offset, length)| {
                let kind = MessageEntityType::from(kinds[usize::from(kind)]);
                entity(kind, offset.into(), length.into()).url("https://a.example/")
            }).collect();
            let read = FormattedText::from_entities(&text, &entities);
            prop_assert_eq!(read.as_str(), &text);
            let (again, entities) = read.to_entities();
            prop_assert_eq!(FormattedText::from_entities(&again, &entities), read.trim());
            let _ = (read.to_html(), read.to_markdown_v2(), read.split(1));
        }
    }
}
