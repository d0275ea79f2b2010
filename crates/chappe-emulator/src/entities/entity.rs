//! One entity: a range of a text and its kind.

use std::cmp::Reverse;

use serde_json::{Map, Value, json};

/// Larger offsets are rejected by Telegram.
const MAX_OFFSET: u64 = 1_000_000;

/// A range of a text, in UTF-16 code units, and its kind.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entity {
    pub(super) offset: usize,
    pub(super) length: usize,
    pub(super) kind: Kind,
}

/// The members of each type besides its place. Others are ignored.
const MEMBERS: [(&str, &[&str]); 13] = [
    ("bold", &[]),
    ("italic", &[]),
    ("underline", &[]),
    ("strikethrough", &[]),
    ("spoiler", &[]),
    ("blockquote", &[]),
    ("expandable_blockquote", &[]),
    ("code", &[]),
    ("pre", &["language"]),
    ("text_link", &["url"]),
    ("text_mention", &["user"]),
    ("custom_emoji", &["custom_emoji_id"]),
    ("date_time", &["unix_time", "date_time_format"]),
];

/// The members of a type that a bot can set; `None` for other types, which are ignored.
pub(super) fn members_of(name: &str) -> Option<&'static [&'static str]> {
    MEMBERS.iter().find(|(known, _)| *known == name).map(|(_, members)| *members)
}

/// The kind of an entity.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Quote {
        is_expandable: bool,
    },
    /// The language only affects the enclosing `pre`.
    Code {
        language: Option<String>,
    },
    Pre {
        language: Option<String>,
    },
    TextLink(String),
    TextMention(u64),
    CustomEmoji(u64),
    DateTime {
        unix: u64,
        format: String,
    },
    /// An entity that Telegram detects itself.
    Found(&'static str),
    /// The explicit entity, without its offset and length.
    Given(Map<String, Value>),
}

/// How an entity combines with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// Split wherever another entity begins or ends.
    Style,
    /// May contain anything except a quote.
    Quote,
    /// Contains nothing.
    Code,
    /// Contains styles only.
    Whole,
}

impl Entity {
    pub(super) fn new(offset: usize, length: usize, kind: Kind) -> Self {
        Self { offset, length, kind }
    }

    pub(super) fn end(&self) -> usize {
        self.offset + self.length
    }

    /// Earlier entities come first, then longer ones, then the outer kinds.
    pub(super) fn order(&self) -> (usize, Reverse<usize>, u8) {
        (self.offset, Reverse(self.length), self.kind.rank())
    }

    /// Reads an explicit entity. Returns `None` if its range is not one of a text.
    pub(super) fn from_json(value: Value) -> Option<Self> {
        let Value::Object(mut fields) = value else { return None };
        let mut place = |name| {
            let place = fields.remove(name)?.as_u64().filter(|place| *place <= MAX_OFFSET)?;
            usize::try_from(place).ok()
        };
        let (offset, length) = (place("offset")?, place("length")?);
        let name = fields.get("type")?.as_str()?.to_owned();
        if let Some(members) = members_of(&name) {
            fields.retain(|member, _| member == "type" || members.contains(&&**member));
        }
        let kind = match &*name {
            "bold" => Kind::Bold,
            "italic" => Kind::Italic,
            "underline" => Kind::Underline,
            "strikethrough" => Kind::Strikethrough,
            "spoiler" => Kind::Spoiler,
            "blockquote" => Kind::Quote { is_expandable: false },
            "expandable_blockquote" => Kind::Quote { is_expandable: true },
            _ => Kind::Given(fields),
        };
        (length > 0).then_some(Self { offset, length, kind })
    }

    pub(super) fn into_json(self) -> Value {
        let mut fields = match self.kind {
            Kind::Given(fields) => fields,
            kind => kind.into_fields(),
        };
        fields.insert("offset".to_owned(), self.offset.into());
        fields.insert("length".to_owned(), self.length.into());
        Value::Object(fields)
    }
}

impl Kind {
    /// The name of the kind in the Bot API.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Bold => "bold",
            Self::Italic => "italic",
            Self::Underline => "underline",
            Self::Strikethrough => "strikethrough",
            Self::Spoiler => "spoiler",
            Self::Quote { is_expandable: false } => "blockquote",
            Self::Quote { is_expandable: true } => "expandable_blockquote",
            Self::Code { .. } => "code",
            Self::Pre { .. } => "pre",
            Self::TextLink(_) => "text_link",
            Self::TextMention(_) => "text_mention",
            Self::CustomEmoji(_) => "custom_emoji",
            Self::DateTime { .. } => "date_time",
            Self::Found(name) => name,
            Self::Given(fields) => fields.get("type").and_then(Value::as_str).unwrap_or_default(),
        }
    }

    pub(super) fn group(&self) -> Group {
        match self.name() {
            "bold" | "italic" | "underline" | "strikethrough" | "spoiler" => Group::Style,
            "blockquote" | "expandable_blockquote" => Group::Quote,
            "code" | "pre" => Group::Code,
            _ => Group::Whole,
        }
    }

    /// Lower values are further outside when two entities cover the same range.
    fn rank(&self) -> u8 {
        match self.name() {
            "blockquote" | "expandable_blockquote" => 0,
            "pre" => 10,
            "code" => 20,
            "text_link" | "text_mention" => 49,
            "bold" => 90,
            "italic" => 91,
            "underline" => 92,
            "strikethrough" => 93,
            "spoiler" => 94,
            "custom_emoji" => 99,
            _ => 50,
        }
    }

    fn into_fields(self) -> Map<String, Value> {
        let mut fields = Map::new();
        fields.insert("type".to_owned(), self.name().into());
        let mut add = |name: &str, value: Value| fields.insert(name.to_owned(), value);
        match self {
            Self::Pre { language: Some(language) } => {
                add("language", language.into());
            }
            Self::TextLink(url) => {
                add("url", url.into());
            }
            Self::TextMention(id) => {
                add("user", json!({"id": id, "is_bot": false, "first_name": ""}));
            }
            Self::CustomEmoji(id) => {
                add("custom_emoji_id", id.to_string().into());
            }
            Self::DateTime { unix, format } => {
                add("unix_time", unix.into());
                add("date_time_format", format.into());
            }
            _ => {}
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_serialized_as_in_the_bot_api() {
        let user = json!({"id": 42, "is_bot": false, "first_name": ""});
        for (kind, expected) in [
            (Kind::Bold, json!({"type": "bold"})),
            (Kind::Italic, json!({"type": "italic"})),
            (Kind::Underline, json!({"type": "underline"})),
            (Kind::Strikethrough, json!({"type": "strikethrough"})),
            (Kind::Spoiler, json!({"type": "spoiler"})),
            (Kind::Quote { is_expandable: false }, json!({"type": "blockquote"})),
            (Kind::Quote { is_expandable: true }, json!({"type": "expandable_blockquote"})),
            (Kind::Code { language: Some("rust".to_owned()) }, json!({"type": "code"})),
            (Kind::Pre { language: None }, json!({"type": "pre"})),
            (
                Kind::Pre { language: Some("rust".to_owned()) },
                json!({"type": "pre", "language": "rust"}),
            ),
            (
                Kind::TextLink("http://a.b/".to_owned()),
                json!({"type": "text_link", "url": "http://a.b/"}),
            ),
            (Kind::TextMention(42), json!({"type": "text_mention", "user": user})),
            (Kind::CustomEmoji(7), json!({"type": "custom_emoji", "custom_emoji_id": "7"})),
            (
                Kind::DateTime { unix: 9, format: "wDT".to_owned() },
                json!({"type": "date_time", "unix_time": 9, "date_time_format": "wDT"}),
            ),
            (Kind::Found("mention"), json!({"type": "mention"})),
        ] {
            let mut expected = expected;
            expected["offset"] = json!(3);
            expected["length"] = json!(4);
            assert_eq!(Entity::new(3, 4, kind).into_json(), expected);
        }
    }

    #[test]
    fn members_of_other_types_are_ignored() {
        let given = json!({"type": "pre", "offset": 0, "length": 1, "language": "c", "url": "a"});
        let entity = Entity::from_json(given).unwrap();
        let expected = json!({"type": "pre", "offset": 0, "length": 1, "language": "c"});
        assert_eq!(entity.into_json(), expected);
    }

    #[test]
    fn explicit_entities_keep_all_their_members() {
        for given in [
            json!({"type": "bold", "offset": 0, "length": 1}),
            json!({"type": "text_mention", "offset": 0, "length": 1, "user": {"id": 1, "is_bot": true}}),
            json!({"type": "to_come", "offset": 5, "length": 1, "more": [1]}),
        ] {
            let entity = Entity::from_json(given.clone()).unwrap();
            assert_eq!(entity.into_json(), given);
        }
    }

    #[test]
    fn entities_without_a_valid_range_are_ignored() {
        for given in [
            json!(null),
            json!({"type": "bold", "offset": 0}),
            json!({"type": "bold", "offset": 0, "length": 0}),
            json!({"type": "bold", "offset": -1, "length": 1}),
            json!({"type": "bold", "offset": 0, "length": u64::MAX}),
            json!({"offset": 0, "length": 1}),
        ] {
            assert_eq!(Entity::from_json(given), None);
        }
    }
}
