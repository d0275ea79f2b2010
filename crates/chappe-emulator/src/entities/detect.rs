//! Entities that Telegram detects in a text.

use std::{cmp::Reverse, ops::Range};

use serde_json::Value;

use super::{
    entity::{Entity, Kind},
    url,
};

/// The longest hashtag, in characters; a longer one ends there.
const MAX_HASHTAG: usize = 256;

/// A range of a text, in bytes, and its kind.
pub(super) type Found = (Range<usize>, &'static str);

/// Detects commands, mentions, hashtags, cashtags, links, e-mail addresses and phone
/// numbers.
///
/// Of overlapping entities, the one that begins first remains.
pub(crate) fn detect(text: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        let end = match c {
            '@' => mention(text, at).map(|end| (end, "mention")),
            '/' => command(text, at).map(|end| (end, "bot_command")),
            '#' => hashtag(text, at).map(|end| (end, "hashtag")),
            '$' => cashtag(text, at).map(|end| (end, "cashtag")),
            '+' => phone_number(text, at).map(|end| (end, "phone_number")),
            _ => None,
        };
        found.extend(end.map(|(end, name)| (at..end, name)));
    }
    found.extend(url::find(text));
    found.sort_by_key(|(range, _)| (range.start, Reverse(range.end)));
    let (mut bytes, mut units) = (0, 0);
    let mut entities = Vec::new();
    for (range, name) in found {
        if range.start < bytes {
            continue;
        }
        units += text[bytes..range.start].encode_utf16().count();
        let length = text[range.clone()].encode_utf16().count();
        entities.push(Entity::new(units, length, Kind::Found(name)).into_json());
        units += length;
        bytes = range.end;
    }
    entities
}

fn mention(text: &str, at: usize) -> Option<usize> {
    let name = word(text, at + 1);
    let is_short = ["gif", "vid", "pic"].iter().any(|short| short.eq_ignore_ascii_case(name));
    let is_name = (4..=32).contains(&name.len()) || is_short;
    let end = at + 1 + name.len();
    let stands_alone =
        !before(text, at).is_some_and(is_word) && !after(text, end).is_some_and(is_word);
    (is_name && stands_alone).then_some(end)
}

fn command(text: &str, at: usize) -> Option<usize> {
    let is_joined = |c| is_word(c) || matches!(c, '/' | '<' | '>');
    let name = word(text, at + 1);
    if !(1..=64).contains(&name.len()) {
        return None;
    }
    let mut end = at + 1 + name.len();
    if text[end..].starts_with('@') {
        let bot = word(text, end + 1);
        if !(3..=32).contains(&bot.len()) {
            return None;
        }
        end += 1 + bot.len();
    }
    let stands_alone =
        !before(text, at).is_some_and(is_joined) && !after(text, end).is_some_and(is_joined);
    stands_alone.then_some(end)
}

fn hashtag(text: &str, at: usize) -> Option<usize> {
    if before(text, at).is_some_and(is_tag) {
        return None;
    }
    let rest = &text[at + 1..];
    let tag = &rest[..rest.find(|c| !is_tag(c)).unwrap_or(rest.len())];
    if rest[tag.len()..].starts_with('#') {
        return None;
    }
    let kept = tag.char_indices().nth(MAX_HASHTAG).map_or(tag, |(end, _)| &tag[..end]);
    let end = at + 1 + kept.len();
    kept.contains(char::is_alphabetic).then(|| with_chat(text, end))
}

fn cashtag(text: &str, at: usize) -> Option<usize> {
    let is_joined = |c| is_tag(c) || c == '$';
    let rest = &text[at + 1..];
    let tag = match rest.strip_prefix("1INCH") {
        Some(_) => &rest[..5],
        None => &rest[..rest.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(rest.len())],
    };
    let end = at + 1 + tag.len();
    let stands_alone =
        !before(text, at).is_some_and(is_joined) && !after(text, end).is_some_and(is_joined);
    ((1..=8).contains(&tag.len()) && stands_alone).then(|| with_chat(text, end))
}

/// The end of a tag that may name a chat: `#tag@chat`.
fn with_chat(text: &str, end: usize) -> usize {
    if !text[end..].starts_with('@') {
        return end;
    }
    let chat = word(text, end + 1);
    let chat_end = end + 1 + chat.len();
    let is_name = (3..=32).contains(&chat.len()) && !after(text, chat_end).is_some_and(is_word);
    if is_name { chat_end } else { end }
}

/// A number in the international form, with or without groups of digits.
fn phone_number(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at + 1..];
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')');
    let number = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
    let number = number.trim_end_matches(|c: char| !c.is_ascii_digit());
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let end = at + 1 + number.len();
    let is_joined = |c| is_word(c) || c == '+';
    let stands_alone =
        !before(text, at).is_some_and(is_joined) && !after(text, end).is_some_and(is_word);
    let begins = number.starts_with(|c: char| c.is_ascii_digit());
    let is_grouped = ["  ", "--", "((", "))"].iter().any(|gap| number.contains(gap));
    ((8..=15).contains(&digits) && begins && stands_alone && !is_grouped).then_some(end)
}

/// The letters, digits and underscores from `at` on.
fn word(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())]
}

fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

fn after(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a character may be part of a hashtag.
fn is_tag(c: char) -> bool {
    is_word(c) || matches!(c, '\u{b7}' | '\u{200c}' | '\u{d80}'..='\u{dff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// Each case is a text, and the entities of one kind detected in it.
    #[track_caller]
    fn check(name: &str, cases: &[(&str, &[&str])]) {
        for (text, expected) in cases {
            let units: Vec<_> = text.encode_utf16().collect();
            let part = |entity: &Value| {
                let [offset, length] = ["offset", "length"]
                    .map(|name| usize::try_from(entity[name].as_u64().unwrap()).unwrap());
                String::from_utf16(&units[offset..offset + length]).unwrap()
            };
            let found = detect(text);
            let found: Vec<_> = found.iter().filter(|it| it["type"] == name).map(part).collect();
            assert_eq!(found, *expected, "{text:?}");
        }
    }

    #[test]
    fn offsets_count_utf16_code_units() {
        let found = |name: &str, offset: usize, length: usize| json!({"type": name, "offset": offset, "length": length});
        let text = "😀 /start@some_bot é @durov #тег $USD t.me/x a@b.org +12345678901 x";
        let expected = vec![
            found("bot_command", 3, 15),
            found("mention", 21, 6),
            found("hashtag", 28, 4),
            found("cashtag", 33, 4),
            found("url", 38, 6),
            found("email", 45, 7),
            found("phone_number", 53, 12),
        ];
        assert_eq!(detect(text), expected);
    }

    #[test]
    fn commands_are_found() {
        check(
            "bot_command",
            &[
                ("/start", &["/start"]),
                ("/start now /help", &["/start", "/help"]),
                ("see /help.", &["/help"]),
                ("(/a)", &["/a"]),
                ("/a@bot", &["/a@bot"]),
                ("/a@bo", &[]),
                ("/a@bot_b!", &["/a@bot_b"]),
                ("/a-b", &["/a"]),
                ("/a/b", &[]),
                ("a/b", &[]),
                ("</a>", &[]),
                ("//a", &[]),
                ("/", &[]),
                ("/é", &[]),
                ("/aé", &[]),
                ("😀/a😀", &["/a"]),
                ("https://a.org/b /c", &["/c"]),
            ],
        );
    }

    #[test]
    fn mentions_are_found() {
        check(
            "mention",
            &[
                ("@durov", &["@durov"]),
                ("hi @durov, @telegram!", &["@durov", "@telegram"]),
                ("@gif @PIC @abc", &["@gif", "@PIC"]),
                ("@abcd", &["@abcd"]),
                ("a@durov", &[]),
                ("é@durov", &[]),
                ("@durové", &[]),
                ("@@durov", &["@durov"]),
                ("@12345678901234567890123456789012", &["@12345678901234567890123456789012"]),
                ("@123456789012345678901234567890123", &[]),
                ("😀@durov😀", &["@durov"]),
                ("(@durov)", &["@durov"]),
                ("a@durov.org", &[]),
                ("@", &[]),
                ("@_abc-d", &["@_abc"]),
            ],
        );
    }

    #[test]
    fn tags_are_found() {
        check(
            "hashtag",
            &[
                ("#a", &["#a"]),
                ("#тег #标签 #1a", &["#тег", "#标签", "#1a"]),
                ("#123", &[]),
                ("#_", &[]),
                ("#a#b", &[]),
                ("a#b", &[]),
                ("#a-b", &["#a"]),
                ("##a", &["#a"]),
                ("😀#a😀", &["#a"]),
                ("#a@durov", &["#a@durov"]),
                ("#a@b", &["#a"]),
            ],
        );
        check(
            "cashtag",
            &[
                ("$USD", &["$USD"]),
                ("$ABCDEFGH $ABCDEFGHI", &["$ABCDEFGH"]),
                ("$1INCH $2INCH", &["$1INCH"]),
                ("$USd $usd", &[]),
                ("$$USD $USD$", &[]),
                ("a$USD", &[]),
                ("$USD, $EUR@durov", &["$USD", "$EUR@durov"]),
            ],
        );
    }

    #[test]
    fn phone_numbers_are_found() {
        check(
            "phone_number",
            &[
                ("+12125550123", &["+12125550123"]),
                ("call +1-212-555-0123.", &["+1-212-555-0123"]),
                ("+1 (212) 555 0123 now", &["+1 (212) 555 0123"]),
                ("1+12125550123", &[]),
                ("+12125550123a", &[]),
                ("+1234567", &[]),
                ("+1234567890123456", &[]),
                ("++12125550123", &[]),
                ("+ 12125550123", &[]),
            ],
        );
    }

    proptest! {
        #[test]
        fn what_is_found_lies_apart_within_the_text(text in r"(?s)([@/#$+.:a-c0-9é😀 -]|https://|org|.){0,40}") {
            let mut end = 0;
            for entity in detect(&text) {
                let [offset, length] = ["offset", "length"].map(|name| entity[name].as_u64().unwrap());
                prop_assert!(offset >= end && length > 0);
                end = offset + length;
            }
            prop_assert!(end <= u64::try_from(text.encode_utf16().count()).unwrap());
        }
    }
}
