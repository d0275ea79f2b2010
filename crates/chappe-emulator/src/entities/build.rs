//! A text as it is put together, with entities on it.

use serde_json::{Value, json};

/// Text without its markup, and the entities that the markup stood for.
///
/// Telegram counts in UTF-16 code units, so that is counted along.
#[derive(Debug, Default)]
pub(super) struct Builder {
    text: String,
    units: usize,
    entities: Vec<Value>,
}

impl Builder {
    pub(super) fn push(&mut self, letter: char) {
        self.text.push(letter);
        self.units += letter.len_utf16();
    }

    /// The place behind all that was pushed.
    pub(super) fn mark(&self) -> usize {
        self.units
    }

    /// Makes what was pushed since a mark an entity, with more members if it has
    /// any; unless that is nothing.
    pub(super) fn close(&mut self, mark: usize, kind: &str, more: &Value) {
        if self.units == mark {
            return;
        }
        let mut entity = json!({"type": kind, "offset": mark, "length": self.units - mark});
        for (name, value) in more.as_object().into_iter().flatten() {
            entity[name] = value.clone();
        }
        self.entities.push(entity);
    }

    /// The text without white space around it, and the entities that are left.
    pub(super) fn finish(self) -> (String, Vec<Value>) {
        let before = self.text.len() - self.text.trim_start().len();
        let skipped = self.text[..before].encode_utf16().count();
        let text = self.text.trim().to_owned();
        let length = text.encode_utf16().count();
        let kept = self.entities.into_iter().filter_map(|mut entity| {
            let number = |name: &str| {
                usize::try_from(entity[name].as_u64().unwrap_or_default()).unwrap_or_default()
            };
            let begin = number("offset").saturating_sub(skipped);
            let end = (number("offset") + number("length")).saturating_sub(skipped).min(length);
            entity["offset"] = json!(begin);
            entity["length"] = json!(end.saturating_sub(begin));
            (end > begin).then_some(entity)
        });
        let entities = kept.collect();
        (text, entities)
    }
}

/// A link, which is a mention if it names a user.
pub(super) fn link(url: &str) -> (&'static str, Value) {
    let user = url.strip_prefix("tg://user?id=").and_then(|id| id.parse::<i64>().ok());
    match user {
        Some(id) => {
            ("text_mention", json!({"user": {"id": id, "is_bot": false, "first_name": ""}}))
        }
        None => ("text_link", json!({"url": url})),
    }
}

impl Builder {
    /// Pushes a text as it is.
    pub(super) fn extend(&mut self, text: &str) {
        text.chars().for_each(|letter| self.push(letter));
    }
}
