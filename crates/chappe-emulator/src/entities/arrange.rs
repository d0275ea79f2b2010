//! Entities in Telegram's normal form: properly nested, styles split at each other's edges.

use serde_json::Value;

use super::entity::{Entity, Group};

/// The kinds that Telegram detects itself; explicit entities of these kinds are ignored.
const FOUND: [&str; 9] = [
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bank_card_number",
    "media_timestamp",
];

/// Merges explicit entities with those detected in the same text.
///
/// Detected entities are dropped where they overlap links, code and similar kinds, but not
/// where they overlap styles, which are split at their edges.
pub(crate) fn merge(explicit: Vec<Value>, detected: Vec<Value>) -> Vec<Value> {
    let mut given: Vec<_> = explicit.into_iter().filter_map(Entity::from_json).collect();
    given.retain(|entity| !FOUND.contains(&entity.kind.name()));
    let mut given = arrange(given);
    let mut found: Vec<_> = detected.into_iter().filter_map(Entity::from_json).collect();
    let Parts { wholes, quotes, .. } = Parts::of(given.clone());
    found.retain(|entity| touched(&wholes, entity).is_none() && !crosses(entity, &quotes));
    given.append(&mut found);
    arrange(given).into_iter().map(Entity::into_json).collect()
}

/// Sorts entities, and drops or splits those that overlap.
///
/// Of two quotes, or two indivisible entities such as links, that overlap, the first
/// remains. Equal styles that touch are joined; then styles are split where another style
/// begins, and where any other entity begins or ends. Styles within code are dropped.
pub(super) fn arrange(entities: Vec<Entity>) -> Vec<Entity> {
    let Parts { styles, mut quotes, wholes } = Parts::of(entities);
    let mut arranged = wholes;
    arranged.append(&mut quotes);
    let mut pieces = cut(join(styles), &arranged);
    arranged.append(&mut pieces);
    arranged.sort_by_key(Entity::order);
    arranged
}

/// Entities by how they combine: sorted, and without those to drop.
struct Parts {
    styles: Vec<Entity>,
    quotes: Vec<Entity>,
    /// Including code.
    wholes: Vec<Entity>,
}

impl Parts {
    fn of(entities: Vec<Entity>) -> Self {
        let mut parts = Self { styles: Vec::new(), quotes: Vec::new(), wholes: Vec::new() };
        for entity in entities {
            match entity.kind.group() {
                Group::Style => parts.styles.push(entity),
                Group::Quote => parts.quotes.push(entity),
                Group::Code | Group::Whole => parts.wholes.push(entity),
            }
        }
        parts.styles.sort_by_key(Entity::order);
        drop_overlapping(&mut parts.quotes);
        drop_overlapping(&mut parts.wholes);
        parts.wholes.retain(|whole| !crosses(whole, &parts.quotes));
        parts
    }
}

/// Keeps the first of those that overlap.
fn drop_overlapping(entities: &mut Vec<Entity>) {
    entities.sort_by_key(Entity::order);
    let mut end = 0;
    entities.retain(|entity| {
        let stays = entity.offset >= end;
        if stays {
            end = entity.end();
        }
        stays
    });
}

/// Joins equal styles that overlap or touch; the input is sorted.
fn join(styles: Vec<Entity>) -> Vec<Entity> {
    let mut joined: Vec<Entity> = Vec::new();
    // The last entity of each kind is among the last few kinds that began.
    let mut last_of_kinds: Vec<usize> = Vec::new();
    for style in styles {
        let last = last_of_kinds.iter_mut().find(|last| joined[**last].kind == style.kind);
        match last {
            Some(last) if joined[*last].end() >= style.offset => {
                let last = &mut joined[*last];
                last.length = last.end().max(style.end()) - last.offset;
                continue;
            }
            Some(last) => *last = joined.len(),
            None => last_of_kinds.push(joined.len()),
        }
        joined.push(style);
    }
    joined
}

/// Splits styles where others begin, and where any other entity begins or ends.
fn cut(styles: Vec<Entity>, others: &[Entity]) -> Vec<Entity> {
    let mut edges: Vec<_> = styles.iter().map(|style| style.offset).collect();
    edges.extend(others.iter().flat_map(|other| [other.offset, other.end()]));
    edges.sort_unstable();
    edges.dedup();
    let is_code = |other: &&Entity| other.kind.group() == Group::Code;
    let mut codes: Vec<_> = others.iter().filter(is_code).cloned().collect();
    codes.sort_by_key(Entity::order);
    let mut pieces = Vec::new();
    for style in styles {
        let inner = &edges[edges.partition_point(|edge| *edge <= style.offset)..];
        let inner = inner.iter().copied().take_while(|edge| *edge < style.end());
        let mut offset = style.offset;
        for end in inner.chain([style.end()]) {
            let piece = Entity::new(offset, end - offset, style.kind.clone());
            if touched(&codes, &piece).is_none() {
                pieces.push(piece);
            }
            offset = end;
        }
    }
    pieces
}

/// The first of `others` that overlaps `entity`; they are sorted and do not overlap each
/// other.
fn touched<'a>(others: &'a [Entity], entity: &Entity) -> Option<&'a Entity> {
    let behind = others.partition_point(|other| other.end() <= entity.offset);
    others[behind..].first().filter(|other| other.offset < entity.end())
}

/// Whether `entity` is partly in a quote, but not completely.
fn crosses(entity: &Entity, quotes: &[Entity]) -> bool {
    touched(quotes, entity)
        .is_some_and(|quote| entity.offset < quote.offset || quote.end() < entity.end())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn entities(written: &str) -> Vec<Value> {
        let one = |word: &str| {
            let mut parts = word.split(':');
            let name = parts.next().unwrap();
            let mut place = || parts.next().unwrap().parse::<usize>().unwrap();
            json!({"type": name, "offset": place(), "length": place()})
        };
        written.split_whitespace().map(one).collect()
    }

    #[test]
    fn entities_have_telegrams_normal_form() {
        for (given, expected) in [
            ("", ""),
            ("bold:0:0", ""),
            ("italic:1:1 italic:0:1", "italic:0:2"),
            ("italic:1:1 italic:1:1", "italic:1:1"),
            ("italic:0:2 italic:1:2", "italic:0:3"),
            ("italic:0:1 italic:2:1", "italic:0:1 italic:2:1"),
            ("italic:0:2 bold:1:2", "italic:0:1 bold:1:2 italic:1:1"),
            ("italic:0:2 bold:2:1", "italic:0:2 bold:2:1"),
            ("underline:0:2 strikethrough:1:1", "underline:0:1 underline:1:1 strikethrough:1:1"),
            (
                "strikethrough:0:2 underline:1:1",
                "strikethrough:0:1 underline:1:1 strikethrough:1:1",
            ),
            ("underline:0:2 spoiler:0:1", "underline:0:2 spoiler:0:1"),
            ("underline:0:1 underline:1:1 spoiler:0:1", "underline:0:2 spoiler:0:1"),
            ("pre:0:1 spoiler:0:1", "pre:0:1"),
            ("pre:0:3 strikethrough:1:1", "pre:0:3"),
            ("pre:1:1 strikethrough:0:3", "strikethrough:0:1 pre:1:1 strikethrough:2:1"),
            ("pre:1:1 strikethrough:1:2", "pre:1:1 strikethrough:2:1"),
            ("pre:0:3 blockquote:1:1", "blockquote:1:1"),
            ("blockquote:0:3 pre:1:1", "blockquote:0:3 pre:1:1"),
            ("blockquote:0:3 blockquote:1:1", "blockquote:0:3"),
            ("text_link:0:3 text_link:2:3", "text_link:0:3"),
            ("text_link:1:3 bold:1:3", "text_link:1:3 bold:1:3"),
            ("bold:0:9 text_link:3:3", "bold:0:3 text_link:3:3 bold:3:3 bold:6:3"),
            ("custom_emoji:0:2 bold:0:2", "bold:0:2 custom_emoji:0:2"),
        ] {
            assert_eq!(merge(entities(given), vec![]), entities(expected), "{given}");
        }
    }

    #[test]
    fn detected_entities_are_dropped_where_they_overlap_all_but_styles() {
        for (given, found, expected) in [
            ("pre:0:3", "url:0:11", "pre:0:3"),
            ("code:0:3", "bot_command:1:2", "code:0:3"),
            ("text_link:0:3", "url:2:8", "text_link:0:3"),
            ("text_link:0:3", "url:3:8", "text_link:0:3 url:3:8"),
            ("blockquote:0:3", "url:0:11", "blockquote:0:3"),
            ("blockquote:0:11", "url:0:11", "blockquote:0:11 url:0:11"),
            ("italic:0:11", "url:0:11", "url:0:11 italic:0:11"),
            ("italic:0:3", "url:0:11", "url:0:11 italic:0:3"),
            ("italic:0:13", "url:0:11", "url:0:11 italic:0:11 italic:11:2"),
            ("italic:0:13", "url:2:11", "italic:0:2 url:2:11 italic:2:11"),
            ("italic:9:3", "bot_command:4:6", "bot_command:4:6 italic:9:1 italic:10:2"),
            ("mention:0:3", "url:0:11", "url:0:11"),
            ("mention:0:3", "", ""),
            ("", "mention:5:2 hashtag:0:2", "hashtag:0:2 mention:5:2"),
            (
                "italic:0:13",
                "mention:0:6 mention:7:6",
                "mention:0:6 italic:0:6 italic:6:1 mention:7:6 italic:7:6",
            ),
        ] {
            let merged = merge(entities(given), entities(found));
            assert_eq!(merged, entities(expected), "{given} and {found}");
        }
    }

    fn any_entity() -> impl Strategy<Value = Value> {
        let names =
            ["bold", "italic", "spoiler", "blockquote", "code", "text_link", "custom_emoji"];
        (0..names.len(), 0..20_usize, 0..8_usize).prop_map(
            move |(name, offset, length)| json!({"type": names[name], "offset": offset, "length": length}),
        )
    }

    proptest! {
        #[test]
        fn what_is_arranged_is_in_order_and_nested(
            given in proptest::collection::vec(any_entity(), 0..12),
            found in proptest::collection::vec(any_entity(), 0..4),
        ) {
            let merged = merge(given, found);
            let again = merge(merged.clone(), vec![]);
            prop_assert!(again == merged, "{:?} from {:?}", again, merged);
            let entities: Vec<_> = merged.into_iter().filter_map(Entity::from_json).collect();
            prop_assert!(entities.is_sorted_by_key(Entity::order));
            for (at, outer) in entities.iter().enumerate() {
                for inner in entities[at + 1..].iter().filter(|inner| inner.offset < outer.end()) {
                    prop_assert!(inner.end() <= outer.end(), "{:?} crosses {:?}", inner, outer);
                    prop_assert!(inner.kind.name() != outer.kind.name(), "{:?} is twice", inner);
                    prop_assert!(outer.kind.group() != Group::Code, "{:?} is in code", inner);
                }
            }
        }
    }
}
