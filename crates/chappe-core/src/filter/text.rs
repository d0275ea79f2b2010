//! Filters by the text of an event.

use crate::{
    content::Content,
    error::BoxError,
    event_type::EventType,
    filter::{Candidate, Filter, Selector, selector::Key},
    text::text_of,
};

/// Matches events with a text: the text of a message, the data of a callback query, or the query of
/// an inline query or chosen inline result. Captions do not count.
pub fn text() -> TextFilter {
    TextFilter { test: Test::Any }
}

/// Matches events whose text equals `text`.
pub fn text_is(text: impl Into<String>) -> TextFilter {
    TextFilter { test: Test::Is(text.into()) }
}

/// Matches events whose text begins with `prefix`.
pub fn text_prefix(prefix: impl Into<String>) -> TextFilter {
    TextFilter { test: Test::Prefix(prefix.into()) }
}

/// Matches an event's text; created by [`text`], [`text_is`], [`text_prefix`].
#[derive(Clone, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct TextFilter {
    test: Test,
}

#[derive(Clone, Debug)]
enum Test {
    Any,
    Is(String),
    Prefix(String),
}

impl<E: EventType> Filter<E> for TextFilter {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        Ok(text_of(candidate.update()).is_some_and(|text| match &self.test {
            Test::Any => true,
            Test::Is(expected) => text == expected,
            Test::Prefix(prefix) => text.starts_with(prefix.as_str()),
        }))
    }

    fn selector(&self) -> Selector {
        self.keys()
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        self.label()
    }
}

// Not generic: instantiated in this crate, not in each bot.
impl TextFilter {
    fn keys(&self) -> Selector {
        let keys = match &self.test {
            Test::Any => Selector::keys(vec![Key::Content(Content::Text)]),
            Test::Is(text) => Selector::texts([text]),
            Test::Prefix(prefix) => Selector::prefixes([prefix]),
        };
        keys.exact()
    }

    fn label(&self) -> String {
        match &self.test {
            Test::Any => "text()".to_owned(),
            Test::Is(text) => format!("text_is({text:?})"),
            Test::Prefix(prefix) => format!("text_prefix({prefix:?})"),
        }
    }
}
