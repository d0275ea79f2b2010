//! Normalization of characters, as Telegram does it.

use super::{arrange::arrange, entity::Entity};

/// Replaces or removes the characters that Telegram does not keep, and trims the text.
///
/// Text is not trimmed at the start of an entity.
pub(super) fn tidy(text: &str, entities: Vec<Entity>) -> (String, Vec<Entity>) {
    let (text, entities) = clean(text, entities);
    let (text, entities) = trim_end(text, arrange(entities));
    trim_start(&text, entities)
}

/// Removes and replaces characters, and adjusts the entities.
fn clean(text: &str, entities: Vec<Entity>) -> (String, Vec<Entity>) {
    let mut cleaned = String::with_capacity(text.len());
    let mut units = 0;
    // The new offset of each code unit of the text.
    let mut moved = Vec::with_capacity(text.len() + 1);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        moved.extend((0..c.len_utf16()).map(|_| units));
        if is_dropped(c) {
            continue;
        }
        let is_before_mark =
            is_direction_mark(c) && chars.peek().copied().is_some_and(is_direction_mark);
        let kept = match c {
            '\n' => c,
            '\0'..='\u{1f}' => ' ',
            _ if is_before_mark => '\u{200c}',
            _ => c,
        };
        cleaned.push(kept);
        units += kept.len_utf16();
    }
    moved.push(units);
    let place = |offset: usize| moved.get(offset).copied().unwrap_or(units);
    let entities = entities
        .into_iter()
        .map(|Entity { offset, length, kind }| {
            let (start, end) = (place(offset), place(offset + length));
            Entity::new(start, end - start, kind)
        })
        .filter(|entity| entity.length > 0)
        .collect();
    (cleaned, entities)
}

fn trim_end(mut text: String, mut entities: Vec<Entity>) -> (String, Vec<Entity>) {
    text.truncate(text.trim_end_matches(is_trimmed).len());
    let end = text.encode_utf16().count();
    entities.retain(|entity| entity.offset < end);
    for entity in &mut entities {
        entity.length = entity.length.min(end - entity.offset);
    }
    entities.sort_by_key(Entity::order);
    (text, entities)
}

fn trim_start(text: &str, mut entities: Vec<Entity>) -> (String, Vec<Entity>) {
    let spaces = text.len() - text.trim_start_matches(is_trimmed).len();
    // Each of them is one byte and one code unit.
    let spaces = entities.first().map_or(spaces, |first| spaces.min(first.offset));
    for entity in &mut entities {
        entity.offset -= spaces;
    }
    (text[spaces..].to_owned(), entities)
}

fn is_trimmed(c: char) -> bool {
    matches!(c, ' ' | '\n')
}

/// Carriage returns, marks that change the direction of text, and combining marks that
/// overlap other lines.
fn is_dropped(c: char) -> bool {
    matches!(c, '\r' | '\u{2028}'..='\u{202e}' | '\u{30a}' | '\u{333}' | '\u{33f}')
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::entity::Kind;

    #[test]
    fn text_is_cleaned_and_trimmed_with_its_entities() {
        for (text, place, expected, expected_place) in [
            ("abc", (1, 1), "abc", Some((1, 1))),
            ("  abc  ", (3, 1), "abc", Some((1, 1))),
            ("\n abc \n", (2, 3), "abc", Some((0, 3))),
            (" abc", (0, 4), " abc", Some((0, 4))),
            ("  abc", (1, 4), " abc", Some((0, 4))),
            ("abc  ", (0, 5), "abc", Some((0, 3))),
            ("abc  ", (3, 2), "abc", None),
            ("   ", (0, 3), "", None),
            ("a\tb\u{1}c", (1, 3), "a b c", Some((1, 3))),
            ("a\rb", (0, 3), "ab", Some((0, 2))),
            ("a\r", (1, 1), "a", None),
            ("\ra", (1, 1), "a", Some((0, 1))),
            ("😀\r\n😀", (4, 2), "😀\n😀", Some((3, 2))),
            ("a\u{202e}b\u{30a}c", (4, 1), "abc", Some((2, 1))),
            ("\u{200f}\u{200f} \u{200e}a", (4, 1), "\u{200c}\u{200f} \u{200e}a", Some((4, 1))),
            ("\u{a0}a\u{a0}", (1, 1), "\u{a0}a\u{a0}", Some((1, 1))),
        ] {
            let entity = |(offset, length)| Entity::new(offset, length, Kind::Bold);
            let expected = (expected.to_owned(), expected_place.map(entity).into_iter().collect());
            assert_eq!(tidy(text, vec![entity(place)]), expected, "{text:?}");
        }
    }

    #[test]
    fn equal_styles_that_become_adjacent_are_joined() {
        let bold = |offset| Entity::new(offset, 1, Kind::Bold);
        let expected = ("ab".to_owned(), vec![Entity::new(0, 2, Kind::Bold)]);
        assert_eq!(tidy("a\rb", vec![bold(0), bold(2)]), expected);
    }
}
