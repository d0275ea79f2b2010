//! From a formatted text to a text and entities.

use chappe_types::{MessageEntity, MessageEntityType, User};

use crate::{
    blank::is_blank, format::Format, normal::Normal, span::Span, tree::FormattedText, units::Units,
};

impl FormattedText {
    /// Returns the text and its entities, as parameters of a method.
    ///
    /// Spaces and line breaks at both ends are left out, as Telegram does, except at the start of
    /// an entity. Offsets and lengths are counted in UTF-16 code units; the entities are sorted,
    /// the outer ones first.
    ///
    /// Source: Bot API 10.3, [`MessageEntity`](https://core.telegram.org/bots/api#messageentity).
    ///
    /// # Example
    ///
    /// ```
    /// use chappe::text::{FormattedText, bold};
    /// use chappe::types::{MessageEntity, MessageEntityType};
    ///
    /// let (text, entities) = (FormattedText::from("🦀 ") + bold("Rust")).to_entities();
    /// assert_eq!(text, "🦀 Rust");
    /// assert_eq!(entities, [MessageEntity::new(MessageEntityType::Bold, 3, 4)]);
    /// ```
    pub fn to_entities(&self) -> (String, Vec<MessageEntity>) {
        let trimmed = self.trim();
        let spans = Normal::of(&trimmed.spans).into_spans();
        let ends = spans.iter().flat_map(|span| [span.start, span.end]).collect();
        let units = Units::of_bytes(&trimmed.text, ends);
        let entities = spans.iter().map(|span| entity(span, &units)).collect();
        (trimmed.text, entities)
    }

    /// Returns the text without the spaces and line breaks that Telegram removes from its ends.
    /// Those at the start of a format remain.
    pub fn trim(&self) -> Self {
        let end = self.text.trim_end_matches(is_blank).len();
        let start = self.text.len() - self.text.trim_start_matches(is_blank).len();
        let spans = Normal::of(&self.spans).into_spans();
        let first = spans.first().map_or(start, |span| span.start.min(start));
        self.part(first.min(end)..end)
    }
}

fn entity(span: &Span, units: &Units) -> MessageEntity {
    let (start, end) = (units.units(span.start), units.units(span.end));
    let number = |units: usize| i64::try_from(units).unwrap_or(i64::MAX);
    let new = |kind| MessageEntity::new(kind, number(start), number(end - start));
    match &span.format {
        Format::Bold => new(MessageEntityType::Bold),
        Format::Italic => new(MessageEntityType::Italic),
        Format::Underline => new(MessageEntityType::Underline),
        Format::Strikethrough => new(MessageEntityType::Strikethrough),
        Format::Spoiler => new(MessageEntityType::Spoiler),
        Format::Code => new(MessageEntityType::Code),
        Format::Pre { language } => {
            let mut pre = new(MessageEntityType::Pre);
            pre.language.clone_from(language);
            pre
        }
        Format::Link { url } => new(MessageEntityType::TextLink).url(url.clone()),
        Format::Mention { user } => {
            new(MessageEntityType::TextMention).user(User::new(*user, false, ""))
        }
        Format::CustomEmoji { id } => {
            new(MessageEntityType::CustomEmoji).custom_emoji_id(id.clone())
        }
        Format::DateTime { unix_time, format } => new(MessageEntityType::DateTime)
            .unix_time(*unix_time)
            .date_time_format(format.to_string()),
        Format::Quote => new(MessageEntityType::Blockquote),
        Format::ExpandableQuote => new(MessageEntityType::ExpandableBlockquote),
    }
}
