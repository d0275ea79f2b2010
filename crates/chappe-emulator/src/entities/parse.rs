//! Parsing a text in its parse mode.

use serde_json::Value;

use super::{
    arrange::arrange,
    entity::{Entity, members_of},
    html, markdown, markdown_v2,
    tidy::tidy,
};

/// Parses a text with markup.
///
/// An error is the part of Telegram's description after `Bad Request: `.
pub(crate) fn parse(text: &str, mode: Option<&str>) -> Result<(String, Vec<Value>), String> {
    let parsed = match &*mode.unwrap_or_default().to_ascii_lowercase() {
        "" | "none" => Ok((text.to_owned(), Vec::new())),
        "html" => html::parse(text),
        "markdown" => markdown::parse(text),
        "markdownv2" => markdown_v2::parse(text),
        _ => return Err("unsupported parse_mode".to_owned()),
    };
    let (text, entities) = parsed.map_err(|error| format!("can't parse entities: {error}"))?;
    let (text, entities) = tidy(&text, arrange(entities));
    Ok((text, entities.into_iter().map(Entity::into_json).collect()))
}

/// Applies explicit entities to a text. Those of unknown types are ignored.
///
/// An error is the part of Telegram's description after `Bad Request: `.
pub(crate) fn explicit(text: &str, entities: &[Value]) -> Result<(String, Vec<Value>), String> {
    let end = text.encode_utf16().count();
    let entities = entities.iter().cloned().filter_map(Entity::from_json);
    let entities = entities.filter(|entity| members_of(entity.kind.name()).is_some());
    let entities: Vec<Entity> = entities.filter(|entity| entity.length > 0).collect();
    for entity in &entities {
        let offset = entity.offset;
        if offset > end {
            return Err(format!(
                "entity begins after the end of the text at UTF-16 offset {offset}"
            ));
        }
        if entity.length > end - offset {
            let at = offset.saturating_add(entity.length);
            return Err(format!(
                "entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {at}",
            ));
        }
    }
    let (text, entities) = tidy(text, arrange(entities));
    Ok((text, entities.into_iter().map(Entity::into_json).collect()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn entity(name: &str, offset: usize, length: usize) -> Value {
        json!({"type": name, "offset": offset, "length": length})
    }

    #[test]
    fn the_case_of_the_mode_is_ignored() {
        let bold = || vec![entity("bold", 0, 1)];
        for (text, mode, expected) in [
            ("<b>a</b>", None, Ok(("<b>a</b>", vec![]))),
            ("<b>a</b>", Some(""), Ok(("<b>a</b>", vec![]))),
            ("<b>a</b>", Some("None"), Ok(("<b>a</b>", vec![]))),
            ("<b>a</b>", Some("HTML"), Ok(("a", bold()))),
            ("<b>a</b>", Some("html"), Ok(("a", bold()))),
            ("<b>a</b>", Some("Html"), Ok(("a", bold()))),
            ("*a*", Some("Markdown"), Ok(("a", bold()))),
            ("*a*", Some("MARKDOWN"), Ok(("a", bold()))),
            ("*a*", Some("MarkdownV2"), Ok(("a", bold()))),
            ("*a*", Some("markdownv2"), Ok(("a", bold()))),
            ("a.", Some("Markdown"), Ok(("a.", vec![]))),
            (
                "a.",
                Some("MarkdownV2"),
                Err(
                    "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
                ),
            ),
            (
                "*a",
                Some("Markdown"),
                Err("can't parse entities: Can't find end of the entity starting at byte offset 0"),
            ),
            (
                "a<x>",
                Some("HTML"),
                Err("can't parse entities: Unsupported start tag \"x\" at byte offset 1"),
            ),
            ("a", Some("XML"), Err("unsupported parse_mode")),
            ("a", Some(" html"), Err("unsupported parse_mode")),
        ] {
            let expected = expected
                .map(|(text, entities)| (text.to_owned(), entities))
                .map_err(ToOwned::to_owned);
            assert_eq!(parse(text, mode), expected, "{text} as {mode:?}");
        }
    }

    /// Source: `Client::get_text_entity_type`.
    #[test]
    fn explicit_entities_of_unknown_types_are_ignored() {
        let given = [entity("bold", 0, 1), entity("to_come", 0, 1), entity("mention", 0, 1)];
        assert_eq!(explicit("ab", &given), Ok(("ab".to_owned(), vec![entity("bold", 0, 1)])));
    }

    #[test]
    fn nested_and_adjacent_styles_are_sorted() {
        let markup = "*a _b_* ~c~~d~ ||`e`||";
        let expected = vec![
            entity("bold", 0, 2),
            entity("bold", 2, 1),
            entity("italic", 2, 1),
            entity("strikethrough", 4, 2),
            entity("code", 7, 1),
        ];
        assert_eq!(parse(markup, Some("MarkdownV2")), Ok(("a b cd e".to_owned(), expected)));
    }

    fn escape_html(text: &str) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    }

    fn escape_markdown_v2(text: &str) -> String {
        let is_reserved = |c| "_*[]()~`>#+-=|{}.!\\".contains(c);
        let escape = |c| is_reserved(c).then_some('\\').into_iter().chain([c]);
        text.chars().flat_map(escape).collect()
    }

    proptest! {
        #[test]
        fn escaped_text_is_only_text(text in r#"(?s)([_*\[\]()~`>#+=|{}.!<>&"\\\n -]|.){0,40}"#) {
            let plain = parse(&text, None);
            let html = parse(&escape_html(&text), Some("HTML"));
            let markdown = parse(&escape_markdown_v2(&text), Some("MarkdownV2"));
            prop_assert!(html == plain && markdown == plain, "{:?} {:?}", html, markdown);
        }

        #[test]
        fn any_text_can_be_read(text in r#"(?s)([_*\[\]()~`>#+=|!<>&;"'/\\\n\r -]|<(/?(b|i|pre|code)>)?|tg://|.){0,40}"#) {
            for mode in [None, Some("HTML"), Some("Markdown"), Some("MarkdownV2")] {
                let Ok((text, entities)) = parse(&text, mode) else { continue };
                let units = text.encode_utf16().count();
                for entity in entities {
                    let [offset, length] = ["offset", "length"].map(|name| entity[name].as_u64());
                    let end = usize::try_from(offset.unwrap() + length.unwrap()).unwrap();
                    prop_assert!(length > Some(0) && end <= units, "{} of {:?}", entity, text);
                }
            }
        }
    }
}
