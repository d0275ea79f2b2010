//! Text filters by regular expression; requires the feature `regex`.

use regex::Regex;

use crate::{
    error::BoxError,
    event_type::EventType,
    filter::{Candidate, Filter, text::text_of},
};

/// Matches events whose text contains a match of `pattern`.
///
/// Matching takes time linear in the text, whatever the pattern.
///
/// # Example
///
/// ```
/// use chappe::filter::text_matches;
/// use chappe::prelude::*;
/// use chappe_testing::UpdateBuilder;
///
/// async fn order() {}
///
/// let app = Router::new("app").message(|m| m.on(text_matches(r"^order \d+$"), order));
/// let dispatcher = Dispatcher::new(app);
/// assert!(dispatcher.explain(&UpdateBuilder::message("order 12").build()).handler().is_some());
/// assert!(dispatcher.explain(&UpdateBuilder::message("order twelve").build()).handler().is_none());
/// ```
///
/// # Panics
///
/// Panics if the pattern is not a regular expression.
#[track_caller]
pub fn text_matches(pattern: &str) -> TextMatches {
    match Regex::new(pattern) {
        Ok(regex) => TextMatches { regex },
        Err(error) => panic!("text_matches({pattern:?}): {error}"),
    }
}

/// Matches an event's text by regular expression; created by [`text_matches`].
#[derive(Clone, Debug)]
#[must_use = "a filter does nothing until a route uses it"]
pub struct TextMatches {
    regex: Regex,
}

impl<E: EventType> Filter<E> for TextMatches {
    fn check(&self, candidate: &mut Candidate<'_, E>) -> Result<bool, BoxError> {
        Ok(text_of(candidate.update()).is_some_and(|text| self.regex.is_match(text)))
    }

    fn is_pure(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        format!("text_matches({:?})", self.regex.as_str())
    }
}
