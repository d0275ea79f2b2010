//! A builder of texts with entities.

use super::entity::{Entity, Kind};

/// A text without its markup, and the entities of the markup.
///
/// Counts UTF-16 code units, which are the Bot API's units of offsets.
#[derive(Debug, Default)]
pub(super) struct Builder {
    text: String,
    units: usize,
    entities: Vec<Entity>,
}

/// The start of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    units: usize,
    bytes: usize,
}

impl Builder {
    pub(super) fn push(&mut self, c: char) {
        self.text.push(c);
        self.units += c.len_utf16();
    }

    pub(super) fn extend(&mut self, chars: impl IntoIterator<Item = char>) {
        chars.into_iter().for_each(|c| self.push(c));
    }

    pub(super) fn ends_with(&self, c: char) -> bool {
        self.text.ends_with(c)
    }

    /// The position after everything that was pushed.
    pub(super) fn mark(&self) -> Mark {
        Mark { units: self.units, bytes: self.text.len() }
    }

    /// The text since `mark`.
    pub(super) fn since(&self, mark: Mark) -> &str {
        &self.text[mark.bytes..]
    }

    pub(super) fn is_empty_since(&self, mark: Mark) -> bool {
        self.units == mark.units
    }

    /// Adds an entity for the text since `mark`, unless it is empty.
    pub(super) fn close(&mut self, mark: Mark, kind: Kind) {
        if !self.is_empty_since(mark) {
            self.entities.push(Entity::new(mark.units, self.units - mark.units, kind));
        }
    }

    /// The last entity, if it covers exactly the text since `mark`.
    pub(super) fn last_since(&mut self, mark: Mark) -> Option<&mut Entity> {
        let (offset, length) = (mark.units, self.units - mark.units);
        self.entities.last_mut().filter(|last| last.offset == offset && last.length == length)
    }

    pub(super) fn finish(self) -> (String, Vec<Entity>) {
        (self.text, self.entities)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_in_utf16_code_units() {
        for (before, inside, offset, length) in [
            ("", "a", 0, 1),
            ("ab", "cd", 2, 2),
            ("é", "é", 1, 1),
            ("€", "€€", 1, 2),
            ("😀", "a", 2, 1),
            ("a", "😀", 1, 2),
            ("😀😀", "😀", 4, 2),
            ("👨‍👩‍👧", "x", 8, 1),
            ("🇫🇷", "🇫🇷", 4, 4),
            ("e\u{301}", "e\u{301}", 2, 2),
            ("\n", "\n\n", 1, 2),
            ("ж", "жж", 1, 2),
            ("\u{ffff}", "\u{10000}", 1, 2),
            ("漢字", "漢", 2, 1),
            ("🏟 🏟", "🏟", 5, 2),
        ] {
            let mut builder = Builder::default();
            builder.extend(before.chars());
            let mark = builder.mark();
            builder.extend(inside.chars());
            assert_eq!(builder.since(mark), inside);
            builder.close(mark, Kind::Bold);
            let expected = Entity::new(offset, length, Kind::Bold);
            assert_eq!(builder.finish(), (format!("{before}{inside}"), vec![expected]));
        }
    }

    #[test]
    fn an_empty_text_has_no_entity() {
        let mut builder = Builder::default();
        builder.push('a');
        let mark = builder.mark();
        builder.close(mark, Kind::Bold);
        assert_eq!(builder.finish(), ("a".to_owned(), vec![]));
    }

    #[test]
    fn the_last_entity_is_found_by_its_range() {
        let mut builder = Builder::default();
        let outer = builder.mark();
        builder.push('a');
        let inner = builder.mark();
        builder.push('b');
        builder.close(inner, Kind::Spoiler);
        assert_eq!(builder.last_since(outer), None);
        assert_eq!(builder.last_since(inner).map(|last| last.length), Some(1));
    }
}
