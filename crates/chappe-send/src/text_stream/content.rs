//! What a message shows.

use chappe_types::{InlineKeyboardMarkup, MessageEntity};

use crate::text_stream::{
    format::Format,
    split::{is_too_long, split},
};

/// A text with its entities.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    pub(super) text: String,
    pub(super) entities: Vec<MessageEntity>,
}

impl Part {
    fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), entities: Vec::new() }
    }

    pub(super) fn without_entities(self) -> Self {
        Self { entities: Vec::new(), ..self }
    }

    /// Returns whether Telegram shows both in the same way: it removes spaces at the end.
    pub(super) fn looks_like(&self, other: &Self) -> bool {
        self.text.trim_end() == other.text.trim_end() && self.entities == other.entities
    }
}

/// What a message shows, or should show.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Content {
    pub(super) part: Part,
    pub(super) keyboard: Option<InlineKeyboardMarkup>,
}

impl Content {
    pub(super) fn looks_like(&self, other: &Self) -> bool {
        self.part.looks_like(&other.part) && self.keyboard == other.keyboard
    }
}

/// Formats a text, and returns the parts that Telegram accepts.
pub(super) fn parts(format: &dyn Format, text: &str) -> Vec<Part> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    let mut parts = Vec::new();
    for (text, entities) in format.format(text) {
        if is_too_long(&text) {
            parts.extend(split(&text).into_iter().map(Part::plain));
        } else {
            parts.push(Part { text, entities });
        }
    }
    parts.retain(|part| !part.text.trim().is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use chappe_types::MessageEntityType;

    use super::*;
    use crate::text_stream::format::PlainText;

    #[test]
    fn a_part_that_is_too_long_is_split_and_blank_parts_are_left_out() {
        let bold = |length| vec![MessageEntity::new(MessageEntityType::Bold, 0, length)];
        let format = move |text: &str| {
            vec![
                (text.repeat(2500), bold(5000)),
                (" \n".to_owned(), bold(1)),
                ("b".to_owned(), bold(1)),
            ]
        };
        let parts = parts(&format, "aa");
        let lengths: Vec<_> =
            parts.iter().map(|part| (part.text.len(), part.entities.len())).collect();
        assert_eq!(lengths, [(4096, 0), (904, 0), (1, 1)]);
    }

    #[test]
    fn a_blank_text_has_no_parts() {
        assert_eq!(parts(&PlainText, " \n\t"), []);
    }
}
