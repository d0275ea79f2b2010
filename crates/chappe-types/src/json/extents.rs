//! The extents of values that a look-ahead has skipped, so that they are not skipped again.
//!
//! A union whose tag comes last is skipped to find the tag, and so is each union in it. Without
//! this record, a document would be scanned once per level of nesting.

/// The length of the shortest object or array that is recorded, in bytes.
const SHORTEST: usize = 64;

/// The ends of objects and arrays.
#[derive(Default)]
pub(super) struct Extents {
    /// Sorted by start. While a span is open, its `end` is the index of the [`Open`] around it.
    spans: Vec<Span>,
}

struct Span {
    start: usize,
    end: usize,
}

/// The innermost object or array that is open and is being recorded: its index plus one, or 0 if
/// there is none.
#[derive(Clone, Copy)]
pub(super) struct Open(usize);

impl Open {
    pub(super) const NONE: Self = Self(0);
}

impl Extents {
    /// The end of the object or array that starts here, if it is recorded.
    #[inline]
    pub(super) fn end(&self, start: usize) -> Option<usize> {
        if self.spans.is_empty() { None } else { self.find(start) }
    }

    #[cold]
    fn find(&self, start: usize) -> Option<usize> {
        let index = self.spans.binary_search_by_key(&start, |span| span.start).ok()?;
        self.spans.get(index).map(|span| span.end)
    }

    /// Whether nothing is recorded here or further on.
    pub(super) fn is_before(&self, at: usize) -> bool {
        self.spans.last().is_none_or(|last| last.start < at)
    }

    /// Records the start of an object or array.
    #[cold]
    pub(super) fn open(&mut self, start: usize, around: Open) -> Open {
        self.spans.push(Span { start, end: around.0 });
        Open(self.spans.len())
    }

    /// Records the end of an object or array. Returns the one around it.
    #[cold]
    pub(super) fn close(&mut self, open: Open, end: usize) -> Open {
        let Some(span) = open.0.checked_sub(1).and_then(|index| self.spans.get_mut(index)) else {
            return Open::NONE;
        };
        let around = Open(span.end);
        span.end = end;
        // A short one contains none that is recorded.
        if end - span.start < SHORTEST {
            self.spans.pop();
        }
        around
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use crate::{DecodeError, Message, Object, RichText, json::Reader, read::Read};

    /// Texts within texts, each with its type last.
    fn nested(depth: usize) -> String {
        let (open, close) = (r#"{"text":"#, r#","type":"bold"}"#);
        format!("{}\"x\"{}", open.repeat(depth), close.repeat(depth))
    }

    /// A list of such texts with the given length in bytes.
    fn list(length: usize) -> String {
        let text = nested(120);
        let texts = vec![text.as_str(); length / text.len()];
        format!("[{}]", texts.join(","))
    }

    /// The number of tokens that the reader looked at, per byte of a text.
    fn steps(json: &str) -> f64 {
        let read = |reader: &mut Reader<'_>| {
            RichText::read(reader)?;
            Ok(u32::try_from(reader.steps()).unwrap())
        };
        let steps: Result<u32, DecodeError> = Reader::document(json.as_bytes(), read);
        f64::from(steps.unwrap()) / f64::from(u32::try_from(json.len()).unwrap())
    }

    #[test]
    fn decoding_time_of_unions_with_the_tag_last_is_linear_in_their_length() {
        let flat = format!("[{}]", vec![nested(1); 2_000].join(","));
        let most = 2.0 * steps(&flat);
        for json in [nested(120), list(64 << 10), list(1 << 20)] {
            let steps = steps(&json);
            assert!(steps < most, "{steps} steps per byte, at most {most}");
        }
    }

    /// Any text, with an unknown member next to each type.
    fn texts() -> impl Strategy<Value = (Value, Value)> {
        let leaf = "[a-z]{0,80}".prop_map(|text| (json!(text), json!({"x": [[text]]})));
        leaf.prop_recursive(6, 40, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(|texts| {
                    let (texts, unknown): (Vec<_>, Vec<_>) = texts.into_iter().unzip();
                    (json!(texts), json!({"x": unknown}))
                }),
                (inner, prop::sample::select(vec!["bold", "italic", "novel"])).prop_map(
                    |((text, unknown), kind)| {
                        let text = json!({"text": text, "type": kind, "a": unknown});
                        (text, unknown)
                    }
                ),
            ]
        })
    }

    /// A text with its fields in another order.
    fn ordered(value: &Value, order: &[&str]) -> String {
        let parts = |parts: Vec<String>| parts.join(",");
        match value {
            Value::Array(items) => {
                format!("[{}]", parts(items.iter().map(|item| ordered(item, order)).collect()))
            }
            Value::Object(fields) if fields.contains_key("type") => {
                let field = |name: &&str| format!("{name:?}:{}", ordered(&fields[*name], order));
                format!("{{{}}}", parts(order.iter().map(field).collect()))
            }
            other => other.to_string(),
        }
    }

    /// A text as JSON, without raw JSON.
    fn known(text: &RichText) -> Value {
        serde_json::to_value(text).unwrap()
    }

    proptest! {
        #[test]
        fn the_position_of_tags_does_not_change_the_decoded_text((text, _) in texts()) {
            let decoded = [["type", "text", "a"], ["text", "type", "a"], ["a", "text", "type"]]
                .map(|order| RichText::from_json(ordered(&text, &order).as_bytes()).unwrap());
            prop_assert_eq!(known(&decoded[0]), known(&decoded[1]));
            prop_assert_eq!(known(&decoded[0]), known(&decoded[2]));
        }
    }

    #[test]
    fn recorded_ends_are_not_used_for_other_values() {
        let unknown = json!({"long": [[["x".repeat(80)]], [{"y": "x".repeat(80)}]]});
        let press = |date: i64| {
            json!({
                "new": unknown, "message_id": 5, "chat": {"id": 7, "type": "private", "z": unknown},
                "reply_to_message": {"z": unknown, "message_id": 4, "date": 1, "chat": {"id": 7, "type": "private"}},
                "last": unknown, "date": date, "text": "hi",
            })
        };
        let read = |json: Value| {
            let query = json!({
                "id": "1", "from": {"id": 1, "is_bot": false, "first_name": "A"},
                "chat_instance": "1", "message": json,
            });
            let query = crate::CallbackQuery::from_json(query.to_string().as_bytes()).unwrap();
            query.message.unwrap()
        };
        let message = read(press(1));
        let message = message.accessible().unwrap();
        assert_eq!(message.text.as_deref(), Some("hi"));
        let replied: &Message = message.reply_to_message.as_ref().unwrap();
        assert_eq!(replied.message_id, crate::MessageId(4));
        assert!(read(press(0)).accessible().is_none());
    }
}
